/// A table of a TOML document while it is read.
///
/// TOML lets a table grow in some ways and not in others; who began it decides.
final class TOMLTable {
  /// How a table came to be.
  enum Origin {
    /// By the header of a table inside it; it may still get a header of its own.
    case implicit
    /// By its header.
    case header
    /// By a dotted key.
    case dotted
    /// Between braces, where it is complete.
    case inline
  }

  /// What a key of a table holds.
  enum Entry {
    case value(ConfigurationValue)
    case table(TOMLTable)
    case tables([TOMLTable])
  }

  var origin: Origin
  var entries: [String: Entry] = [:]

  init(_ origin: Origin) { self.origin = origin }

  /// The table with everything in it, as values.
  var value: ConfigurationValue {
    .table(
      entries.mapValues { entry in
        switch entry {
        case .value(let value): value
        case .table(let table): table.value
        case .tables(let tables): .array(tables.map(\.value))
        }
      })
  }
}

/// Where in the text of a TOML document its keys are.
struct TOMLPlaces {
  /// The line of a key, and whether it is the header of a table.
  struct Place {
    var line: Int
    var isHeader: Bool
  }

  private var places: [[String]: Place] = [:]

  /// Records a key; the first place counts.
  mutating func record(_ path: [String], line: Int, isHeader: Bool = false) {
    if places[path] == nil { places[path] = Place(line: line, isHeader: isHeader) }
  }

  /// Records a table's own header, which counts more than the header of a table inside it.
  mutating func recordHeader(_ path: [String], line: Int) {
    places[path] = Place(line: line, isHeader: true)
  }

  subscript(path: [String]) -> Place? { places[path] }
}
