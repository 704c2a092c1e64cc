/// Numbers along one axis as weighted sums of neighbors.
struct Interpolation: Kernel {
  /// One neighbor and its weight.
  struct Tap: Sendable {
    var place: Int
    var weight: Float
  }

  let outer: Int
  /// The places of the axis before.
  let extent: Int
  let inner: Int
  /// The neighbors of each place of the result.
  let taps: [[Tap]]

  var work: Int { outer * inner * taps.map(\.count).reduce(0, +) }

  func run(_ sources: [Source], into target: Target) throws(KernelRefusal) {
    var result = target
    for block in 0..<outer {
      let source = sources[0] + block * extent * inner
      for neighbors in taps {
        for place in 0..<inner {
          var sum: Float = 0
          for tap in neighbors { sum += tap.weight * source[tap.place * inner + place] }
          result[place] = sum
        }
        result += inner
      }
    }
  }
}
