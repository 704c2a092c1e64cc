internal import Configuration
internal import Crossbars
package import Networks
package import Records

/// Images as streams of random bits: a pixel is the largest value with the probability that its own is of it, else 0.
///
/// Draws are counters of seed, image, bit and pixel: the first bits of a stream are those of a shorter one, and no draw
/// depends on another.
package struct PixelStream: Sendable, Equatable {
  /// What the bits of an image are drawn for.
  package enum Use: UInt64, Sendable {
    case evaluation
    /// The images by which ranges are chosen.
    case ranging
    case training
  }

  /// The bits of a stream: how often the network is read for an image.
  package let length: Int
  private let seed: UInt64
  private let use: Use
  /// What a bit of 1 stands for at the network's input.
  private let high: Float

  /// The letters BITS, which tell these draws from all others.
  private static let tag: UInt64 = 0x4249_5453

  /// Prepares streams.
  ///
  /// - Parameters:
  ///   - images: How pixels are encoded.
  ///   - source: The mapping that says so, for messages.
  ///   - dataSet: The images.
  ///   - preprocessing: What is done to them; a value of 0 must stay 0, or a bit of 0 would drive a row.
  ///   - seed: The seed.
  ///   - use: What the bits are drawn for.
  /// - Throws: `InputError` if the preprocessing has means, several deviations or a negative scale, or if an image has a
  ///   value that is no part of the largest one.
  package init(
    _ images: Mapping.Images, source: String, dataSet: DataSet, preprocessing: Preprocessing,
    seed: UInt64, use: Use
  ) throws {
    let deviation = preprocessing.deviation[0]
    guard preprocessing.mean.allSatisfy({ $0 == 0 }),
      preprocessing.deviation.allSatisfy({ $0 == deviation }), preprocessing.scale > 0
    else {
      throw InputError(
        source: source, location: "key images.encoding",
        found: "\"stochastic\", but the preprocessing of \(dataSet.source) moves the value 0",
        accepted: "a preprocessing with mean = [0.0], one std and a scale above 0")
    }
    if let value = dataSet.valueOutside {
      throw InputError(
        source: dataSet.source,
        found: "the value \(value), but images.encoding of \(source) is \"stochastic\"",
        accepted: "values from 0 to 1, which are the chances of a bit")
    }
    length = images.length
    (self.seed, self.use) = (seed, use)
    high = Float(Double(dataSet.largestValue) * preprocessing.scale / deviation)
  }

  /// One bit of every pixel of an image.
  ///
  /// - Parameters:
  ///   - pixels: The image, preprocessed.
  ///   - draw: The numbers that tell this draw from all others of the same use.
  /// - Returns: As many numbers.
  package func bits(of pixels: ArraySlice<Float>, draw: [Int]) -> [Float] {
    let key = SeededGenerator.key(
      seed: seed, parts: [Self.tag, use.rawValue] + draw.map(UInt64.init))
    let largest = Double(high)
    return pixels.enumerated().map { place, value in
      SeededGenerator.uniform(key: key, count: UInt64(place)) < Double(value) / largest ? high : 0
    }
  }

  /// One bit of every pixel of some images.
  ///
  /// - Parameters:
  ///   - batch: The images, preprocessed.
  ///   - firstImage: The number of the first.
  ///   - trial: The instance.
  ///   - bit: The place in the stream.
  /// - Returns: The images.
  func bits(of batch: Tensor, firstImage: Int, trial: Int, bit: Int) -> Tensor {
    let count = batch.shape[0]
    let size = batch.elements.count / max(count, 1)
    return Tensor(
      shape: batch.shape,
      elements: (0..<count).flatMap { image in
        bits(
          of: batch.elements[image * size..<(image + 1) * size],
          draw: [trial, firstImage + image, bit])
      })
  }
}
