/// Where the figures come from: versions, seeds, digests.
public struct ProvenanceTable: Sendable, Equatable {
  /// The names with their values, in reading order.
  public var entries: [(name: String, value: String)]

  /// Creates a table.
  public init(_ entries: [(name: String, value: String)]) {
    self.entries = entries
  }

  /// Whether two tables say the same.
  public static func == (one: ProvenanceTable, other: ProvenanceTable) -> Bool {
    one.entries.elementsEqual(other.entries, by: ==)
  }

  /// The table as the report shows it.
  public var table: ReportTable {
    ReportTable(
      caption: "What to have at hand when these figures are made again.",
      columns: [.init("what"), .init("value", .code)],
      rows: entries.map { [.text($0.name), .text($0.value)] })
  }
}
