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
      var place = try Lookup.place(sources[1][index], among: extent) * strides[axis]
      for other in shape.indices where other != axis {
        place += index / own[other] % wanted[other] * strides[other]
      }
      target[index] = sources[0][place]
    }
  }
}
