internal import ArrayStorage
internal import Configuration
public import Crossbars
internal import Foundation
public import LinearAlgebra

/// An array that a recipe names by its files, such as one of a network with what an image reads it with.
///
/// The files are those that `assay fabricate` writes: `conductances.npy`, `inputs.npy` and what deviates.
/// They are copied into the folder of the suite.
public struct StoredArray: Sendable {
  /// The name of the array within the suite.
  public let key: String
  /// The array.
  public let crossbar: Crossbar
  /// The row voltages, in volts; *batch × rows*.
  public let inputs: Matrix
  /// The bytes of the files by name.
  let files: [String: Data]

  /// The name of the file of conductances.
  static let conductancesName = "conductances.npy"
  /// The name of the file of row voltages.
  static let inputsName = "inputs.npy"

  /// Reads an array.
  ///
  /// - Parameters:
  ///   - folder: The folder of its files; others in it are passed over.
  ///   - key: The name of the array.
  ///   - technology: The technology of the array.
  /// - Throws: `UnavailableError` if a file is missing, `InputError` if one is malformed or does not fit.
  init(contentsOf folder: URL, key: String, technology: Technology) throws {
    self.key = key
    var files: [String: Data] = [:]
    func place(_ name: String) -> URL { folder.appendingPathComponent(name) }
    func take(_ name: String) throws {
      files[name] = try InputFile.data(of: place(name), limit: InputFile.recordLimit)
    }
    try take(Self.conductancesName)
    try take(Self.inputsName)
    var parts: [DeviationPart: DeviationValues] = [:]
    for part in DeviationPart.allCases {
      let name = "\(part.rawValue).npy"
      guard FileManager.default.fileExists(atPath: place(name).path) else { continue }
      try take(name)
      let (shape, values) = try NPYFile.readArray(place(name))
      parts[part] = DeviationValues(shape: shape, elements: values)
    }
    let conductances = place(Self.conductancesName)
    crossbar = try Crossbar(
      technology: technology, validating: NPYFile.read(conductances), source: conductances.path
    ).deviating(by: parts) { place("\($0.rawValue).npy").path }
    inputs = try NPYFile.read(place(Self.inputsName))
    try crossbar.validate(inputs: inputs, source: place(Self.inputsName).path)
    self.files = files
    guard (2 * crossbar.rows + 1) * crossbar.columns * inputs.rows <= SuiteRecipe.Block.vectorLimit
    else {
      throw InputError(
        source: place(Self.inputsName).path,
        found: "\(inputs.rows) reads of "
          + "\(crossbar.rows) × \(crossbar.columns) cells",
        accepted: "at most \(SuiteRecipe.Block.vectorLimit) voltages in one case")
    }
  }

  /// The array as a fabrication without any chance.
  var fabricated: FabricatedArray { FabricatedArray(exactly: crossbar) }

  /// The block of the recipe that such a case would be in: one array of one size.
  ///
  /// - Parameters:
  ///   - technology: The place of the technology in the recipe.
  ///   - storesVoltages: Whether node voltages are stored; nil for those of small arrays.
  /// - Returns: The block.
  func block(technology: Int, storesVoltages: Bool?) -> SuiteRecipe.Block {
    SuiteRecipe.Block(
      technologies: [technology],
      sizes: [SuiteRecipe.Block.Size(rows: crossbar.rows, columns: crossbar.columns)],
      arrangements: [.plain], unselectedRows: nil, driveSides: nil, senseSides: nil,
      drivenRows: nil, times: nil, arrays: 1, cycles: 1, reads: 1, batch: inputs.rows,
      programming: .technology, variation: ProgrammingVariation.none, inputs: [.multiLevel],
      inputLevels: 2, zeroFraction: 0, transient: nil, storesVoltages: storesVoltages)
  }
}
