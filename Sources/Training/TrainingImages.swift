internal import Crossbars
internal import Inference
internal import Networks

/// The images of a training in the order and the form in which its steps take them.
///
/// Order, flips and shifts of an image follow from seed, pass and image alone, so that a training that goes on takes
/// the same ones.
struct TrainingImages: Sendable {
  let dataSet: DataSet
  let preprocessing: Preprocessing
  let recipe: Recipe
  /// Where the pixels of an image lie; nil where it has none.
  let pixels: DataSet.PixelGrid?
  /// The streams of bits as which arrays get the images, of which a step sees one bit; nil for their values.
  let stream: PixelStream?

  private enum Stream: UInt64 {
    case order = 0x6f72_6465
    case form = 0x666f_726d
  }

  /// The images of a step, by their numbers.
  func images(ofStep step: Int) -> [Int] {
    let perPass = recipe.stepsPerEpoch(images: dataSet.count)
    let (pass, place) = step.quotientAndRemainder(dividingBy: perPass)
    return Array(order(ofPass: pass)[place * recipe.batch..<(place + 1) * recipe.batch])
  }

  /// All images in the order of a pass.
  private func order(ofPass pass: Int) -> [Int] {
    var generator = SeededGenerator(
      seed: recipe.seed, stream: Stream.order.rawValue, UInt64(pass))
    var order = Array(0..<dataSet.count)
    for place in order.indices.reversed() {
      order.swapAt(place, generator.integer(below: place + 1))
    }
    return order
  }

  /// An image as a step takes it; of a stream one bit, drawn anew in every pass.
  ///
  /// - Parameters:
  ///   - image: Its number.
  ///   - step: The step.
  /// - Returns: Its numbers.
  /// - Throws: `InputError` if the preprocessing does not fit the images.
  func image(_ image: Int, step: Int) throws -> [Float] {
    let whole = try wholeImage(image, step: step)
    let pass = step / recipe.stepsPerEpoch(images: dataSet.count)
    return stream?.bits(of: whole[...], draw: [pass, image]) ?? whole
  }

  /// An image as a step takes it, flipped and shifted; what lies beyond its edge is 0, the mean of a normalized image.
  ///
  /// - Parameters:
  ///   - image: Its number.
  ///   - step: The step.
  /// - Returns: Its numbers.
  /// - Throws: `InputError` if the preprocessing does not fit the images.
  private func wholeImage(_ image: Int, step: Int) throws -> [Float] {
    let plain = try dataSet.images(image..<image + 1, preprocessing: preprocessing).elements
    guard recipe.flips || recipe.shift > 0, let pixels else { return plain }
    let pass = step / recipe.stepsPerEpoch(images: dataSet.count)
    var generator = SeededGenerator(
      seed: recipe.seed, stream: Stream.form.rawValue, UInt64(pass), UInt64(image))
    let isFlipped = recipe.flips && generator.integer(below: 2) == 1
    let down = generator.integer(below: 2 * recipe.shift + 1) - recipe.shift
    let right = generator.integer(below: 2 * recipe.shift + 1) - recipe.shift
    let (rows, columns) = (pixels.rows, pixels.columns)
    var moved = [Float](repeating: 0, count: plain.count)
    for channel in 0..<pixels.channels {
      for row in max(0, down)..<max(0, down, min(rows, rows + down)) {
        for column in max(0, right)..<max(0, right, min(columns, columns + right)) {
          let source = isFlipped ? columns - 1 - (column - right) : column - right
          moved[pixels.place(channel: channel, row: row, column: column)] =
            plain[pixels.place(channel: channel, row: row - down, column: source)]
        }
      }
    }
    return moved
  }
}
