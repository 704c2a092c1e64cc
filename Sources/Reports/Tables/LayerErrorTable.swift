/// How far each layer's outputs on crossbars are from the digital ones, by several methods.
public struct LayerErrorTable: Sendable, Equatable {
  /// One layer.
  public struct Row: Sendable, Equatable {
    /// The layer's name in the network file.
    public var layer: String
    /// The weight matrix, *inputs × outputs*.
    public var shape: String
    /// How many arrays hold it; 0 if it stays digital.
    public var arrays: Int
    /// For each method the root mean square error of the outputs over that of the digital outputs
    /// for the same inputs; nil where the layer stays digital.
    public var relativeErrors: [Double?]

    /// Creates a row.
    public init(layer: String, shape: String, arrays: Int, relativeErrors: [Double?]) {
      self.layer = layer
      self.shape = shape
      self.arrays = arrays
      self.relativeErrors = relativeErrors
    }
  }

  /// What computed the layers, one entry a method.
  public var methods: [String]
  /// The layers, from input to output; each has one error a method.
  public var rows: [Row]

  /// Creates a table.
  public init(methods: [String], rows: [Row]) {
    self.methods = methods
    self.rows = rows
  }

  /// The table as the report shows it.
  public var table: ReportTable {
    ReportTable(
      caption: "Error of each layer by itself: RMS of the outputs' difference from the digital "
        + "outputs for the same inputs, over the RMS of the digital outputs.",
      columns: [.init("layer"), .init("inputs × outputs", .number), .init("arrays", .number)]
        + methods.map { .init($0, .number) },
      rows: rows.map { row in
        [
          .text(row.layer), .text(row.shape),
          .text(row.arrays == 0 ? "digital" : "\(row.arrays)"),
        ] + row.relativeErrors.map { .text($0.map { percent($0) } ?? "–") }
      })
  }
}
