internal import Foundation

/// A normalization by the squares of neighboring channels: *x / (bias + α/size · Σx²)^β*.
struct LocalResponse: Sendable {
  let channels: Int
  /// The numbers of one channel.
  let inner: Int
  /// How many channels the sum of squares takes, the own one in their middle.
  let size: Int
  let alpha: Float
  let beta: Float
  let bias: Float

  /// Normalizes the numbers of one image.
  func apply(_ source: UnsafePointer<Float>, _ target: UnsafeMutablePointer<Float>) {
    for channel in 0..<channels {
      // An even size has one neighbor more behind than in front.
      let neighbors = max(0, channel - (size - 1) / 2)...min(channels - 1, channel + size / 2)
      for place in 0..<inner {
        var squares = 0.0
        for neighbor in neighbors {
          let number = Double(source[neighbor * inner + place])
          squares += number * number
        }
        let divisor = pow(Double(bias) + Double(alpha) / Double(size) * squares, Double(beta))
        let index = channel * inner + place
        target[index] = Float(Double(source[index]) / divisor)
      }
    }
  }
}
