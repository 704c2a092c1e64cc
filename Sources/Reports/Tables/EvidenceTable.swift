/// Why the reference currents may be believed: what was checked of every case.
public struct EvidenceTable: Sendable, Equatable {
  /// One case of golden data.
  public struct Row: Sendable, Equatable {
    /// The name of the case.
    public var name: String
    /// The rows and columns of the array and the number of inputs.
    public var shape: (rows: Int, columns: Int, batch: Int)
    /// How SPICE found the operating point, such as `direct`.
    public var path: String
    /// The largest Kirchhoff residual at SPICE's node voltages, over the largest cell current.
    public var kirchhoffResidual: Double?
    /// The largest difference of the nodal solver's currents, over the largest current.
    public var secondSolver: Double?

    /// Creates a row.
    public init(
      name: String, shape: (rows: Int, columns: Int, batch: Int), path: String,
      kirchhoffResidual: Double?, secondSolver: Double?
    ) {
      self.name = name
      self.shape = shape
      self.path = path
      self.kirchhoffResidual = kirchhoffResidual
      self.secondSolver = secondSolver
    }

    /// Whether two rows say the same.
    public static func == (one: Row, other: Row) -> Bool {
      one.name == other.name && one.shape == other.shape && one.path == other.path
        && one.kirchhoffResidual == other.kirchhoffResidual
        && one.secondSolver == other.secondSolver
    }
  }

  /// The cases.
  public var rows: [Row]

  /// Creates a table.
  public init(rows: [Row]) {
    self.rows = rows
  }

  /// The table as the report shows it.
  public var table: ReportTable {
    ReportTable(
      caption: "Evidence for the SPICE currents. Kirchhoff residual: the largest current that is "
        + "missing at any node by this project's equations at SPICE's voltages, over the largest "
        + "cell current. Second solver: the largest difference from this project's nodal solver, "
        + "over the largest current of the case.",
      columns: [
        .init("case"), .init("array", .number), .init("inputs", .number), .init("path"),
        .init("Kirchhoff residual", .number), .init("second solver", .number),
      ],
      rows: rows.map { row in
        [
          .text(row.name), .text("\(row.shape.rows) × \(row.shape.columns)"),
          .text("\(row.shape.batch)"), .text(row.path),
          .text(row.kirchhoffResidual.map { significant($0, 3) } ?? "–"),
          .text(row.secondSolver.map { significant($0, 3) } ?? "–"),
        ]
      })
  }
}
