/// Gradients of what attention is made of besides layers: products of two computed matrices, and normalized rows.
extension PlainGradients {
  /// Adds the gradients by both operands of products of matrices.
  ///
  /// - Parameters:
  ///   - product: The products.
  ///   - sources: Its operands.
  ///   - gradient: The gradient by the results.
  ///   - targets: Where the gradients go; nil where none is wanted.
  static func multiply(
    _ product: MatrixProduct, _ sources: [UnsafePointer<Float>], _ gradient: UnsafePointer<Float>,
    _ targets: [UnsafeMutablePointer<Float>?]
  ) {
    let (rows, inner, columns) = (product.rows, product.inner, product.columns)
    for (block, places) in product.blocks.enumerated() {
      let (left, right) = (Int(places.left) * rows * inner, Int(places.right) * inner * columns)
      for row in 0..<rows {
        let own = gradient + (block * rows + row) * columns
        for place in 0..<inner {
          let (from, to) = (left + row * inner + place, right + place * columns)
          if let target = targets[0] {
            var sum: Float = 0
            for column in 0..<columns { sum += own[column] * sources[1][to + column] }
            target[from] += sum
          }
          if let target = targets[1] {
            let number = sources[0][from]
            for column in 0..<columns { target[to + column] += number * own[column] }
          }
        }
      }
    }
  }

  /// Adds the gradient by the numbers that are normalized in blocks.
  ///
  /// With x̂ a block's numbers less their mean over their deviation σ, and g the gradient times the scale, it is
  /// (g − ⟨g⟩ − x̂ ⟨g x̂⟩)/σ; without ⟨g⟩ where no mean is subtracted.
  static func normalize(
    _ normalization: BlockNormalization, _ source: UnsafePointer<Float>,
    _ gradient: UnsafePointer<Float>, _ target: UnsafeMutablePointer<Float>
  ) {
    let length = normalization.length
    let count = Double(length)
    for start in stride(from: 0, to: normalization.scale.count, by: length) {
      let places = start..<start + length
      let mean =
        normalization.isCentered ? places.reduce(0.0) { $0 + Double(source[$1]) } / count : 0
      let square = places.reduce(0.0) { sum, place in
        let number = Double(source[place]) - mean
        return sum + number * number
      }
      let inverse = 1 / (square / count + Double(normalization.epsilon)).squareRoot()
      func scaled(_ place: Int) -> Double {
        Double(gradient[place]) * Double(normalization.scale[place])
      }
      func normal(_ place: Int) -> Double { (Double(source[place]) - mean) * inverse }
      let shift = normalization.isCentered ? places.reduce(0.0) { $0 + scaled($1) } / count : 0
      let slope = places.reduce(0.0) { $0 + scaled($1) * normal($1) } / count
      for place in places {
        target[place] += Float((scaled(place) - shift - normal(place) * slope) * inverse)
      }
    }
  }
}
