/// Numbers as integers of a scale, or back.
struct Quantization: Kernel {
  /// The distance of two integers, for each place of a channel's axis or one for all.
  let scales: [Float]
  /// The integers that stand for 0.
  let zeroPoints: [Float]
  /// The integers that the type holds; nil where integers become numbers.
  let range: ClosedRange<Float>?
  let outer: Int
  /// The numbers of one channel.
  let inner: Int

  var work: Int { outer * scales.count * inner }

  /// The scale of every number.
  var steps: [Float] {
    (0..<outer).flatMap { _ in
      scales.flatMap { [Float](repeating: $0.magnitude, count: inner) }
    }
  }

  func run(_ sources: [Source], into target: Target) throws(KernelRefusal) {
    var place = 0
    for _ in 0..<outer {
      for channel in scales.indices {
        let scale = scales[channel]
        let zero = zeroPoints[channel]
        for _ in 0..<inner {
          let number = sources[0][place]
          if let range {
            let rounded = (number / scale).rounded(.toNearestOrEven) + zero
            target[place] = min(max(rounded, range.lowerBound), range.upperBound)
          } else {
            target[place] = (number - zero) * scale
          }
          place += 1
        }
      }
    }
  }
}
