/// Numbers along an axis divided by a norm, or 1 at the first of the largest and 0 elsewhere.
struct LineNormalization: Kernel {
  enum Form: Sendable {
    case magnitudes
    case squares
    case hard
  }

  let axis: Axis
  let form: Form

  var work: Int { axis.count }

  func run(_ sources: [Source], into target: Target) throws(KernelRefusal) {
    axis.forEachLine { start, _ in
      let places = (0..<axis.extent).map { start + $0 * axis.inner }
      if case .hard = form {
        let largest = places.reduce(places[0]) { sources[0][$1] > sources[0][$0] ? $1 : $0 }
        for place in places { target[place] = place == largest ? 1 : 0 }
        return
      }
      var norm = 0.0
      for place in places {
        let number = Double(sources[0][place])
        if case .squares = form { norm += number * number } else { norm += number.magnitude }
      }
      if case .squares = form { norm = norm.squareRoot() }
      for place in places {
        target[place] = norm == 0 ? 0 : Float(Double(sources[0][place]) / norm)
      }
    }
  }
}
