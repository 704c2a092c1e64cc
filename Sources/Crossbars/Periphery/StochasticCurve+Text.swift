internal import Configuration
internal import Foundation

extension StochasticCurve {
  /// The column of a curve's file that has the input, over full scale.
  public static let inputColumn = "x"
  /// The column of a curve's file that has the probability of +1.
  public static let probabilityColumn = "probability_of_plus_one"

  /// Reads the curve that `assay characterize stochastic --output` writes, or another file with these columns.
  ///
  /// - Parameters:
  ///   - text: The text of the file: comma-separated values with a header, or the JSON of a characterization.
  ///   - source: The name of the file, for messages.
  /// - Throws: `InputError` with the place if a column is missing, a number is not finite, inputs do not increase, a
  ///   probability is outside of 0 to 1 or falls, or none rises.
  public init(text: String, source: String) throws {
    let isJSON = text.drop { $0.isWhitespace }.first == "{"
    let table = isJSON ? try Self.json(text, source) : try Self.csv(text, source)
    func place(_ name: String) throws -> Int {
      guard let place = table.names.firstIndex(of: name) else {
        throw InputError(
          source: source, location: table.place, found: "the columns \(table.names)",
          accepted: "\(Self.inputColumn) and \(Self.probabilityColumn) among them")
      }
      return place
    }
    let (input, probability) = (
      try place(Self.inputColumn), try place(Self.probabilityColumn)
    )
    guard Self.pointCounts.contains(table.rows.count) else {
      throw InputError(
        source: source, location: table.place, found: "\(table.rows.count) points",
        accepted: "\(Self.pointCounts.lowerBound) to \(Self.pointCounts.upperBound) points")
    }
    var points: [(Double, Double)] = []
    for row in table.rows {
      func refuse(_ found: String, _ accepted: String) -> InputError {
        InputError(source: source, location: row.place, found: found, accepted: accepted)
      }
      guard row.values.count == table.names.count else {
        throw refuse("\(row.values.count) values", "\(table.names.count), one for each column")
      }
      let point = (row.values[input], row.values[probability])
      guard point.0.isFinite, (0...1).contains(point.1) else {
        throw refuse(
          "\(Self.inputColumn) \(point.0) with \(Self.probabilityColumn) \(point.1)",
          "a finite input, and a probability from 0 to 1")
      }
      if let last = points.last {
        guard point.0 > last.0 else {
          throw refuse(
            "\(Self.inputColumn) \(point.0) after \(last.0)", "inputs that increase")
        }
        guard point.1 >= last.1 else {
          throw refuse(
            "\(Self.probabilityColumn) \(point.1) after \(last.1)",
            "probabilities that do not fall")
        }
      }
      points.append(point)
    }
    guard points[points.count - 1].1 > points[0].1 else {
      throw InputError(
        source: source, location: table.place,
        found: "\(Self.probabilityColumn) \(points[0].1) everywhere",
        accepted: "a probability that rises with the input")
    }
    self.init(inputs: points.map(\.0), probabilities: points.map(\.1))
  }

  private struct Table {
    /// Where the names of the columns are.
    var place: String
    var names: [String]
    var rows: [(place: String, values: [Double])]
  }

  private static func csv(_ text: String, _ source: String) throws -> Table {
    var table = Table(place: "line 1", names: [], rows: [])
    for (index, line) in text.split(
      omittingEmptySubsequences: false, whereSeparator: \.isNewline
    ).enumerated() {
      let content = line.trimmingCharacters(in: .whitespaces)
      guard !content.isEmpty, !content.hasPrefix("#") else { continue }
      let fields = content.split(separator: ",", omittingEmptySubsequences: false).map {
        $0.trimmingCharacters(in: .whitespaces)
      }
      guard !table.names.isEmpty else {
        (table.place, table.names) = ("line \(index + 1)", fields)
        continue
      }
      let values = try fields.map { field in
        guard let value = Double(field) else {
          throw InputError(
            source: source, location: "line \(index + 1)", found: "\"\(field.prefix(40))\"",
            accepted: "numbers, with commas between them")
        }
        return value
      }
      table.rows.append(("line \(index + 1)", values))
    }
    return table
  }

  private static func json(_ text: String, _ source: String) throws -> Table {
    struct Recorded: Decodable {
      var columns: [String]
      var curve: [[Double]]
    }
    guard let recorded = try? JSONDecoder().decode(Recorded.self, from: Data(text.utf8)) else {
      throw InputError(
        source: source, found: "JSON without columns and curve",
        accepted: "what assay characterize stochastic --output writes")
    }
    return Table(
      place: "key columns", names: recorded.columns,
      rows: recorded.curve.enumerated().map { ("curve[\($0.offset)]", $0.element) })
  }
}
