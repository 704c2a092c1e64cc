/// Functions of the codes of every stream as tables of a type of integers.
struct StreamTables<Element: FixedWidthInteger & Sendable>: Sendable {
  /// The number of functions.
  var functions: Int { tables.count }
  private let tables: [[Element]]
  private let digits: ClosedRange<Int>
  private let streamBits: Int
  /// The codes that all streams together carry, and the functions of every stream for these.
  private let whole: ClosedRange<Int>
  private var wholeTables: [[Element]] = []

  /// Layers of thousands of groups would fill the memory with longer ones.
  private static var mostKept: Int { 1024 }

  /// Prepares tables.
  ///
  /// - Parameters:
  ///   - tables: The functions for the codes of one stream.
  ///   - codes: These codes.
  ///   - streamBits: The bits of a stream.
  ///   - streams: The number of streams.
  init(_ tables: [CodeTable], codes: ClosedRange<Int>, streamBits: Int, streams: Int) {
    self.tables = tables.map { $0.values.map { Element($0) } }
    digits = codes
    self.streamBits = streamBits
    let largest = streams > 1 ? 1 << (streams * streamBits) - 1 : codes.upperBound
    whole = (codes.lowerBound < 0 ? -largest : 0)...largest
    guard whole.count <= Self.mostKept else { return }
    wholeTables = (0..<streams).map { made(ofStream: $0, codes: whole) }
  }

  /// The functions for all codes of the inputs.
  ///
  /// - Parameters:
  ///   - stream: The stream, whose part of a code is what the functions are taken of.
  ///   - codes: The codes.
  /// - Returns: Function after function a value for each code.
  func tables(ofStream stream: Int, codes: ClosedRange<Int>) -> [Element] {
    codes == whole && !wholeTables.isEmpty
      ? wholeTables[stream] : made(ofStream: stream, codes: codes)
  }

  private func made(ofStream stream: Int, codes: ClosedRange<Int>) -> [Element] {
    let mask = (1 << streamBits) - 1
    return tables.flatMap { table in
      codes.map { code in
        let size = abs(code) >> (stream * streamBits) & mask
        return table[(code < 0 ? -size : size) - digits.lowerBound]
      }
    }
  }
}
