internal import Crossbars
package import Networks

/// The images of a training in the order and the form in which its steps take them.
///
/// Order, flips and shifts of an image follow from seed, pass and image alone, so that a training that goes on takes
/// the same ones.
package struct TrainingImages: Sendable {
  let dataSet: DataSet
  let preprocessing: Preprocessing
  let recipe: Recipe
  /// The extents of an image as the network takes it.
  let shape: [Int]

  package init(dataSet: DataSet, preprocessing: Preprocessing, recipe: Recipe, shape: [Int]) {
    (self.dataSet, self.preprocessing, self.recipe, self.shape) =
      (dataSet, preprocessing, recipe, shape)
  }

  private enum Stream: UInt64 {
    case order = 0x6f72_6465
    case form = 0x666f_726d
    case mixture = 0x6d69_7874
  }

  /// The images of a step, by their numbers.
  package func images(ofStep step: Int) -> [Int] {
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

  /// What is mixed into an image of a batch: the image after it, and its share.
  ///
  /// - Parameters:
  ///   - place: The image's place in the batch.
  ///   - batch: The images of the batch, by their numbers.
  ///   - step: The step.
  /// - Returns: The other image's number and share; nil where images stay whole.
  package func mixture(_ place: Int, of batch: [Int], step: Int) -> (image: Int, share: Double)? {
    guard recipe.mixing > 0, batch.count > 1 else { return nil }
    var generator = SeededGenerator(
      seed: recipe.seed, stream: Stream.mixture.rawValue, UInt64(step), UInt64(place))
    return (batch[(place + 1) % batch.count], recipe.mixing * generator.uniform())
  }

  /// An image as a step takes it, with what is mixed into it.
  ///
  /// - Parameters:
  ///   - image: Its number.
  ///   - mixture: The other image and its share; nil for none.
  ///   - step: The step.
  /// - Returns: Its numbers.
  /// - Throws: `InputError` if the preprocessing does not fit the images.
  package func image(
    _ image: Int, mixed mixture: (image: Int, share: Double)?, step: Int
  ) throws -> [Float] {
    let own = try self.image(image, step: step)
    guard let mixture else { return own }
    let share = Float(mixture.share)
    return try zip(own, self.image(mixture.image, step: step)).map { $0 + share * ($1 - $0) }
  }

  /// An image as a step takes it, flipped and shifted; what lies beyond its edge is 0, the mean of a normalized image.
  ///
  /// - Parameters:
  ///   - image: Its number.
  ///   - step: The step.
  /// - Returns: Its numbers.
  /// - Throws: `InputError` if the preprocessing does not fit the images.
  func image(_ image: Int, step: Int) throws -> [Float] {
    let plain = try dataSet.images(image..<image + 1, preprocessing: preprocessing).elements
    guard recipe.flips || recipe.shift > 0, shape.count == 3 else { return plain }
    let pass = step / recipe.stepsPerEpoch(images: dataSet.count)
    var generator = SeededGenerator(
      seed: recipe.seed, stream: Stream.form.rawValue, UInt64(pass), UInt64(image))
    let isFlipped = recipe.flips && generator.integer(below: 2) == 1
    let down = generator.integer(below: 2 * recipe.shift + 1) - recipe.shift
    let right = generator.integer(below: 2 * recipe.shift + 1) - recipe.shift
    let (rows, columns) = (shape[1], shape[2])
    var moved = [Float](repeating: 0, count: plain.count)
    for channel in 0..<shape[0] {
      for row in max(0, down)..<max(0, down, min(rows, rows + down)) {
        let from = (channel * rows + row - down) * columns
        let to = (channel * rows + row) * columns
        for column in max(0, right)..<max(0, right, min(columns, columns + right)) {
          let source = column - right
          moved[to + column] = plain[from + (isFlipped ? columns - 1 - source : source)]
        }
      }
    }
    return moved
  }
}
