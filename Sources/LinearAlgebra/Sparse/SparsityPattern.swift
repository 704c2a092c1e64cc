/// The places of a square matrix that may differ from zero, in compressed columns.
public struct SparsityPattern: Sendable {
  /// The number of rows, which is that of columns.
  public let count: Int
  /// Where each column starts among the entries, and the number of entries at the end.
  let starts: [Int32]
  /// The row of every entry, rising within a column.
  let rows: [Int32]

  /// The number of entries.
  public var entryCount: Int { rows.count }

  /// Collects places; a place may be named several times, and takes one entry.
  ///
  /// - Parameters:
  ///   - count: The number of rows, which is that of columns.
  ///   - places: The places.
  /// - Returns: The pattern, and for every place the number of its entry.
  public static func collecting(
    count: Int, places: [(row: Int, column: Int)]
  ) -> (pattern: SparsityPattern, entries: [Int]) {
    // All places are known at once, a few for every node of an array: sorting them costs less than any
    // structure that grows. Sorted by columns by counting, then within each short column.
    var ends = [Int](repeating: 0, count: count + 1)
    for place in places { ends[place.column + 1] += 1 }
    for column in 0..<count { ends[column + 1] += ends[column] }
    var next = ends
    var order = [Int](repeating: 0, count: places.count)
    for (number, place) in places.enumerated() {
      order[next[place.column]] = number
      next[place.column] += 1
    }
    var entries = [Int](repeating: 0, count: places.count)
    var starts: [Int32] = [0]
    var rows: [Int32] = []
    starts.reserveCapacity(count + 1)
    rows.reserveCapacity(places.count)
    for column in 0..<count {
      let numbers = order[ends[column]..<ends[column + 1]].sorted {
        places[$0].row < places[$1].row
      }
      var last = -1
      for number in numbers {
        if places[number].row != last {
          last = places[number].row
          rows.append(Int32(last))
        }
        entries[number] = rows.count - 1
      }
      starts.append(Int32(rows.count))
    }
    return (SparsityPattern(count: count, starts: starts, rows: rows), entries)
  }
}
