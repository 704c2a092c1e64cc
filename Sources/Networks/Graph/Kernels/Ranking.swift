/// The places or the numbers of the largest or smallest along an axis, the first one first.
struct Ranking: Kernel {
  let axis: Axis
  /// How many are taken.
  let count: Int
  let takesLargest: Bool
  /// Whether the places are wanted instead of the numbers.
  let givesPlaces: Bool
  /// Whether of equal numbers the last one counts first.
  let prefersLast: Bool

  var work: Int { axis.count * max(count, 1) }

  func run(_ sources: [Source], into target: Target) throws(KernelRefusal) {
    axis.forEachLine { start, _ in
      let numbers = (0..<axis.extent).map { sources[0][start + $0 * axis.inner] }
      let order: [Int]
      if count == 1 {
        let first = numbers.indices.reduce(0) { best, place in
          let isBetter =
            takesLargest ? numbers[place] > numbers[best] : numbers[place] < numbers[best]
          return isBetter || prefersLast && numbers[place] == numbers[best] ? place : best
        }
        order = [first]
      } else {
        order = numbers.indices.sorted { one, two in
          if numbers[one] == numbers[two] { return one < two }
          return takesLargest ? numbers[one] > numbers[two] : numbers[one] < numbers[two]
        }
      }
      let block = start / (axis.extent * axis.inner)
      let offset = start % axis.inner
      for (rank, place) in order.prefix(count).enumerated() {
        target[(block * count + rank) * axis.inner + offset] =
          givesPlaces ? Float(place) : numbers[place]
      }
    }
  }
}
