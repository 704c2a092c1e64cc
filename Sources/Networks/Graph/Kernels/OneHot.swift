/// One number at the place that an index names along a new axis, another at all others.
struct OneHot: Kernel {
  let axis: Axis
  let off: Float
  let on: Float

  var work: Int { axis.count }

  func run(_ sources: [Source], into target: Target) throws(KernelRefusal) {
    axis.forEachLine { start, line in
      let stated = sources[0][line].rounded(.towardZero)
      // Indices outside leave a line without the one.
      let wanted = stated < 0 ? stated + Float(axis.extent) : stated
      for place in 0..<axis.extent {
        target[start + place * axis.inner] = Float(place) == wanted ? on : off
      }
    }
  }
}
