internal import Crossbars
public import Records

/// A model's errors by kind of load, against the exact circuit.
public struct LoadErrorTable: Sendable, Equatable {
  /// The name of the model.
  public var name: String
  /// The errors.
  public var errors: CalibratedModel.LoadErrors

  /// Creates a table.
  public init(name: String, errors: CalibratedModel.LoadErrors) {
    self.name = name
    self.errors = errors
  }

  /// The table as the report shows it.
  public var table: ReportTable {
    ReportTable(
      caption: "Errors of \(name) by load against the exact circuit, on a \(errors.rows) × "
        + "\(errors.columns) array that the fit \(errors.isHeldOut ? "never saw" : "saw"), "
        + "\(errors.vectors) vectors each. Of full drive: RMS of the error over the mean column "
        + "current with all rows at the read voltage. Of its own: over the RMS of the load's currents.",
      columns: [
        .init("load"), .init("of full drive", .number), .init("of its own", .number),
      ],
      rows: errors.kinds.map { error in
        [
          .text(error.load.rawValue), .text(error.ofFullDrive.map { percent($0) } ?? "not read"),
          .text(error.relativeRmse.map { percent($0) } ?? "–"),
        ]
      })
  }
}
