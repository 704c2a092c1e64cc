internal import ArrayStorage
internal import Configuration
internal import Foundation

/// Numbers of an NPY or a CSV file with the shape that the file gives them.
struct NumberTable {
  /// The name of the file, for messages.
  let source: String
  /// The length of every axis; of a CSV file lines × values.
  let shape: [Int]
  /// The numbers with the last index running fastest; NaN is a missing one.
  let values: [Double]

  /// Reads a file: NPY, or CSV if its name ends in `.csv`.
  ///
  /// A CSV file holds a matrix, one row a line, with commas between the numbers. Empty lines and
  /// lines that begin with `#` are skipped; `nan`, or nothing between two commas, is a missing number.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - admitsMissing: Whether numbers may be missing.
  /// - Throws: `UnavailableError` if the file cannot be read; `InputError` with line or element if it
  ///   holds anything else.
  init(_ path: String, admitsMissing: Bool) throws {
    source = path
    let url = URL(fileURLWithPath: path)
    guard path.lowercased().hasSuffix(".csv") else {
      (shape, values) = try NPYFile.readDoubles(url, admitsNaN: admitsMissing)
      return
    }
    let text = try InputFile.text(
      of: url, limit: InputFile.tableLimit, accepted: "a matrix of comma-separated numbers")
    var numbers: [Double] = []
    var columns: Int?
    var lines = 0
    for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      .enumerated()
    {
      let content = line.trimmingCharacters(in: .whitespaces)
      guard !content.isEmpty, !content.hasPrefix("#") else { continue }
      let fields = content.split(separator: ",", omittingEmptySubsequences: false)
      let first = columns ?? fields.count
      columns = first
      guard fields.count == first else {
        throw InputError(
          source: path, location: "line \(index + 1)", found: "\(fields.count) numbers",
          accepted: "\(first), as in the lines before")
      }
      for (column, field) in fields.enumerated() {
        numbers.append(
          try Self.number(
            field.trimmingCharacters(in: .whitespaces), admitsMissing: admitsMissing,
            source: path, location: "line \(index + 1), column \(column + 1)"))
      }
      lines += 1
    }
    guard let columns else {
      throw InputError(
        source: path, found: "no line but comments", accepted: "a matrix, one row a line")
    }
    shape = [lines, columns]
    values = numbers
  }

  private static func number(
    _ text: String, admitsMissing: Bool, source: String, location: String
  ) throws -> Double {
    if admitsMissing, text.isEmpty || text.lowercased() == "nan" { return .nan }
    guard let value = Double(text), value.isFinite else {
      throw InputError(
        source: source, location: location, found: "\"\(text)\"",
        accepted: "a finite number such as 1.5e-6" + (admitsMissing ? ", or nan for none" : "")
          + "; a header line begins with #, and numbers are separated by commas")
    }
    return value
  }

  /// The shape as NumPy writes it.
  var explainedShape: String {
    "shape (\(shape.map(\.description).joined(separator: ", "))\(shape.count == 1 ? "," : ""))"
  }
}
