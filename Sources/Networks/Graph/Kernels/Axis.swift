/// One axis of a row-major tensor: the numbers along it lie `inner` apart.
struct Axis: Sendable {
  let outer: Int
  let extent: Int
  let inner: Int

  init(_ axis: Int, of shape: [Int]) {
    outer = shape[..<axis].reduce(1, *)
    extent = shape[axis]
    inner = shape[(axis + 1)...].reduce(1, *)
  }

  var count: Int { outer * extent * inner }

  /// Calls a body with the place of the first number of every line along the axis.
  func forEachLine(_ body: (_ start: Int, _ line: Int) -> Void) {
    for block in 0..<outer {
      for offset in 0..<inner { body(block * extent * inner + offset, block * inner + offset) }
    }
  }
}
