/// A normalization of blocks of one image's numbers by their own mean and variance.
struct BlockNormalization: Sendable {
  /// How many numbers are normalized together.
  let length: Int
  /// Whether the mean is subtracted; otherwise the numbers are divided by their root mean square.
  let isCentered: Bool
  let epsilon: Float
  /// A factor for each number of the image.
  let scale: [Float]
  /// What is added to each number of the image; nil for nothing.
  let shift: [Float]?

  /// Normalizes the numbers of one image.
  func apply(_ source: UnsafePointer<Float>, _ target: UnsafeMutablePointer<Float>) {
    for start in stride(from: 0, to: scale.count, by: length) {
      let places = start..<start + length
      var mean = 0.0
      if isCentered {
        for place in places { mean += Double(source[place]) }
        mean /= Double(length)
      }
      var variance = 0.0
      for place in places {
        let difference = Double(source[place]) - mean
        variance += difference * difference
      }
      let deviation = (variance / Double(length) + Double(epsilon)).squareRoot()
      for place in places {
        let value = (Double(source[place]) - mean) / deviation * Double(scale[place])
        target[place] = Float(value + Double(shift?[place] ?? 0))
      }
    }
  }
}
