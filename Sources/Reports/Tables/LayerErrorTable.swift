/// How far each layer's outputs on crossbars are from the digital ones.
public struct LayerErrorTable: Sendable, Equatable {
  /// One layer.
  public struct Row: Sendable, Equatable {
    /// The layer's name in the network file.
    public var layer: String
    /// The weight matrix, *inputs × outputs*.
    public var shape: String
    /// How many arrays hold it; 0 if it stays digital.
    public var tiles: Int
    /// The root mean square error of its outputs over that of the digital outputs for the same
    /// inputs; nil for a layer that stays digital.
    public var relativeError: Double?

    /// Creates a row.
    public init(layer: String, shape: String, tiles: Int, relativeError: Double?) {
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
      caption: "Layers computed by \(name). Error: RMS of the output's difference from the digital "
        + "output for the same inputs, over the RMS of the digital output.",
      columns: [
        .init("layer"), .init("inputs × outputs", .number), .init("arrays", .number),
        .init("relative RMSE", .number),
      ],
      rows: rows.map { row in
        [
          .text(row.layer), .text(row.shape), .text(row.tiles == 0 ? "digital" : "\(row.tiles)"),
          .text(row.relativeError.map { percent($0) } ?? "–"),
        ]
      })
  }
}
