/// How far each layer's outputs on crossbars are from the digital ones.
public struct LayerErrorTable: Sendable, Equatable {
  /// One layer.
  public struct Row: Sendable, Equatable {
    /// The layer's name in the network file.
    public var layer: String
    /// The weight matrix as the arrays see it, *rows × columns*.
    public var shape: String
    /// How many arrays hold it.
    public var tiles: Int
    /// The root mean square error of its outputs over that of the digital outputs.
    public var relativeError: Double

    /// Creates a row.
    public init(layer: String, shape: String, tiles: Int, relativeError: Double) {
      self.layer = layer
      self.shape = shape
      self.tiles = tiles
      self.relativeError = relativeError
    }
  }

  /// What computed the layers.
  public var name: String
  /// The layers, from input to output.
  public var rows: [Row]

  /// Creates a table.
  public init(name: String, rows: [Row]) {
    self.name = name
    self.rows = rows
  }

  /// The table as the report shows it.
  public var table: ReportTable {
    ReportTable(
      caption: "Layers computed by \(name). Error: RMS of the output's difference over the RMS of "
        + "the digital output; a layer sees the errors of those before it.",
      columns: [
        .init("layer"), .init("weights", .number), .init("arrays", .number),
        .init("relative RMSE", .number),
      ],
      rows: rows.map { row in
        [
          .text(row.layer), .text(row.shape), .text("\(row.tiles)"),
          .text(percent(row.relativeError)),
        ]
      })
  }
}
