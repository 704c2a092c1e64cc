/// A tensor with some numbers replaced by, or combined with, others.
struct Scattering: Kernel {
  /// How a number that is there and a new one become one; nil to replace it.
  let reduction: Arithmetic?
  let count: Int
  /// For each new number the place it goes to.
  let places: [Int32]

  var work: Int { count + places.count }

  func run(_ sources: [Source], into target: Target) throws(KernelRefusal) {
    target.update(from: sources[0], count: count)
    for (index, place) in places.enumerated() {
      let number = sources[1][index]
      target[Int(place)] = reduction.map { $0(target[Int(place)], number) } ?? number
    }
  }

  func exact(_ operands: [[Int]]) -> [Int]? {
    var result = operands[0]
    for (index, place) in places.enumerated() {
      let number = operands[1][index]
      guard let combined = reduction.map({ $0.exact(result[Int(place)], number) }) ?? number else {
        return nil
      }
      result[Int(place)] = combined
    }
    return result
  }
}
