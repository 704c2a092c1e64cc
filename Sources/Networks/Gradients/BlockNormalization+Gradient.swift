extension BlockNormalization {
  /// Adds the gradient by the numbers that are normalized in blocks.
  ///
  /// With x̂ a block's numbers less their mean over their deviation σ, and g the gradient times the scale, it is
  /// (g − ⟨g⟩ − x̂ ⟨g x̂⟩)/σ; without ⟨g⟩ where no mean is subtracted.
  func addGradient(
    _ source: UnsafePointer<Float>, _ gradient: UnsafePointer<Float>,
    _ target: UnsafeMutablePointer<Float>
  ) {
    let count = Double(length)
    for start in stride(from: 0, to: scale.count, by: length) {
      let places = start..<start + length
      let mean =
        isCentered ? places.reduce(0.0) { $0 + Double(source[$1]) } / count : 0
      let square = places.reduce(0.0) { sum, place in
        let number = Double(source[place]) - mean
        return sum + number * number
      }
      let inverse = 1 / (square / count + Double(epsilon)).squareRoot()
      func scaled(_ place: Int) -> Double {
        Double(gradient[place]) * Double(scale[place])
      }
      func normal(_ place: Int) -> Double { (Double(source[place]) - mean) * inverse }
      let shift = isCentered ? places.reduce(0.0) { $0 + scaled($1) } / count : 0
      let slope = places.reduce(0.0) { $0 + scaled($1) * normal($1) } / count
      for place in places {
        target[place] += Float((scaled(place) - shift - normal(place) * slope) * inverse)
      }
    }
  }
}
