internal import Configuration
internal import CrossbarModels
public import Crossbars
public import Foundation
internal import LinearAlgebra
public import Records

/// All that a laboratory measured of the arrays of one technology.
public struct MeasuredData: Sendable {
  /// The technology.
  public let technology: Technology
  /// The measurements.
  public let measurements: [Measurement]
  private let technologyFile: String

  /// The arrays of all measurements in order; missing currents are NaN.
  public var cases: [CalibrationCase] { measurements.flatMap(\.cases) }

  /// Reads measurements.
  ///
  /// - Parameters:
  ///   - files: The files of each measurement; at least one.
  ///   - technology: The technology file.
  /// - Throws: `UnavailableError` if a file cannot be read; `InputError` if one holds something else,
  ///   or if some measurements have standard deviations or weights and others have none.
  public init(_ files: [MeasurementFiles], technology: String) throws {
    precondition(!files.isEmpty, "no measurements")
    technologyFile = technology
    let described = try Technology(contentsOf: URL(fileURLWithPath: technology))
    self.technology = described
    measurements = try files.enumerated().map { index, files in
      try Measurement(files, technology: described, number: index + 1)
    }
    var seen: [[String]: String] = [:]
    for file in files {
      let digests = try [file.conductances, file.inputs, file.currents].map(Self.digest)
      if let other = seen.updateValue(file.currents, forKey: digests) {
        throw InputError(
          source: file.currents, found: "the readings of \(other) once more",
          accepted: "every measurement once: counted twice, intervals would be too narrow")
      }
    }
  }

  /// Reads the measurements of a model again.
  ///
  /// - Parameters:
  ///   - record: The record in the model.
  ///   - folder: The folder that holds the files.
  /// - Throws: `UnavailableError` if a file cannot be read; `InputError` if one is not what the record
  ///   says.
  public init(_ record: CalibratedModel.Measured, in folder: URL) throws {
    func path(_ file: CalibratedModel.Measured.File) throws -> String {
      let path = folder.appendingPathComponent(file.name).path
      let digest = try Self.digest(of: path)
      guard digest == file.sha256 else {
        throw InputError(
          source: path, found: "SHA-256 \(digest)",
          accepted: "\(file.sha256), the file that the model was fitted to")
      }
      return path
    }
    try self.init(
      record.sources.map { source in
        MeasurementFiles(
          conductances: try path(source.conductances), inputs: try path(source.inputs),
          currents: try path(source.currents),
          standardDeviations: try source.standardDeviations.map(path),
          weights: try source.weights.map(path))
      }, technology: path(record.technology))
  }

  /// The member that is fitted if none is asked for: one that follows the law of the cells.
  public var usualSettings: CoreSettings {
    .usual(for: technology)
  }

  /// The technology file as models record it.
  func technologyRecord() throws -> CalibratedModel.Measured.File {
    try Self.record(of: technologyFile)
  }

  /// The measurements as models record them.
  func sources() throws -> [CalibratedModel.Measured.Source] {
    try measurements.map { item in
      CalibratedModel.Measured.Source(
        conductances: try Self.record(of: item.files.conductances),
        inputs: try Self.record(of: item.files.inputs),
        currents: try Self.record(of: item.files.currents),
        standardDeviations: try item.files.standardDeviations.map(Self.record),
        weights: try item.files.weights.map(Self.record), arrays: item.cases.count,
        readings: item.cases.reduce(0) { $0 + $1.columnCurrents.elements.count } - item.missing,
        missing: item.missing)
    }
  }

  private static func record(of path: String) throws -> CalibratedModel.Measured.File {
    CalibratedModel.Measured.File(
      name: URL(fileURLWithPath: path).lastPathComponent, sha256: try digest(of: path))
  }

  private static func digest(of path: String) throws -> String {
    Checksum.of(try InputFile.data(of: URL(fileURLWithPath: path), limit: 1 << 33))
  }
}
