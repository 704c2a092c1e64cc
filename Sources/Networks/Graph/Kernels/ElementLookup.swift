/// For each number that looks up, the number at its place with one axis replaced.
struct ElementLookup: Kernel {
  let shape: [Int]
  let wanted: [Int]
  let axis: Int

  var work: Int { wanted.reduce(1, *) }

  func run(_ sources: [Source], into target: Target) throws(KernelRefusal) {
    let strides = rowMajorStrides(shape)
    let own = rowMajorStrides(wanted)
    let extent = shape[axis]
    for index in 0..<work {
      let number = sources[1][index]
      guard let stated = Int(exactly: number), (-extent..<extent).contains(stated) else {
        throw KernelRefusal(
          found: "\(number) as a place among \(extent)",
          accepted: "whole numbers from \(-extent) to \(extent - 1)")
      }
      var place = (stated < 0 ? stated + extent : stated) * strides[axis]
      for other in shape.indices where other != axis {
        place += index / own[other] % wanted[other] * strides[other]
      }
      target[index] = sources[0][place]
    }
  }
}
