internal import LinearAlgebra
internal import Records

/// How well a mean over instances and images is known, where every instance sees the same images.
///
/// Instances and images are crossed random effects: other instances would have been other chips, and
/// other images would have been harder or easier for all of them. With the mean squares of images,
/// instances and rest, A, B and E, of C instances and N images, the variance of the mean is
/// (A + B − E)/(N C) (S. R. Searle, G. Casella and C. E. McCulloch, Variance Components, 1992, chapter
/// 4): the images' part (A − E)/(N C) and the instances' part B/(N C), which is the variance of the
/// instances' means over C.
struct CrossedVariance: Sendable, Equatable {
  /// The mean over instances and images.
  let mean: Double
  /// The part of the mean's variance that more instances leave.
  private(set) var imagePart: Double
  /// The part of the mean's variance that falls with the number of instances.
  let instancePart: Double
  /// The standard deviation of the instances' means; nil for one instance.
  let instanceDeviation: Double?
  /// The number of instances.
  let instances: Int
  /// The number of images.
  let images: Int

  /// The variance components of some values.
  ///
  /// - Parameter values: *instances × images*; at least one of each, and equally many images for all.
  init(_ values: [[Double]]) {
    instances = values.count
    images = values.first?.count ?? 0
    precondition(instances > 0 && images > 0, "\(instances) instances of \(images) images")
    // Sums of whole numbers, such as outcomes, are exact.
    var imageSums = [Double](repeating: 0, count: images)
    var instanceSums: [Double] = []
    var squares = 0.0
    for row in values {
      precondition(row.count == images, "\(row.count) and \(images) images")
      var sum = 0.0
      for (image, value) in row.enumerated() {
        imageSums[image] += value
        sum += value
        squares += value * value
      }
      instanceSums.append(sum)
    }
    let (c, n) = (Double(instances), Double(images))
    let mean = instanceSums.reduce(0, +) / (c * n)
    let correction = c * n * mean * mean
    let total = max(squares - correction, 0)
    func spread(_ sums: [Double], of count: Double) -> Double {
      max(sums.reduce(0.0) { $0 + $1 * $1 } / count - correction, 0)
    }
    let ofImages = spread(imageSums, of: c)
    self.mean = mean
    guard instances > 1, images > 1 else {
      // One image tells nothing of others: its variance is taken as that of one draw.
      imagePart = ofImages / (max(n - 1, 1) * c * n)
      instancePart = 0
      instanceDeviation = nil
      return
    }
    let ofInstances = spread(instanceSums, of: n)
    let rest = max(total - ofImages - ofInstances, 0) / ((n - 1) * (c - 1))
    imagePart = max(ofImages / (n - 1) - rest, 0) / (c * n)
    let instanceSquare = ofInstances / (c - 1)
    instancePart = instanceSquare / (c * n)
    instanceDeviation = (instanceSquare / n).squareRoot()
  }

  /// The variance components of values at the positions of images, which depend on each other within an
  /// image and not beyond it.
  ///
  /// Images are then the draws, clusters of positions, and the mean over positions is a ratio of two
  /// totals: what an image brings is linearized about it, p + (s − p m)/m̄ of the sum s over its m
  /// positions (W. G. Cochran, Sampling Techniques, 3rd edition, 1977, section 6.3). Of images there may
  /// be few, so that their part takes Student's quantile over the normal one, squared (E. L. Korn and B. I.
  /// Graubard, Survey Methodology 24 (1998), page 193).
  ///
  /// - Parameters:
  ///   - values: *instances × positions*, image after image.
  ///   - sizes: The number of positions of each image; nil for one each, whose values are then those of
  ///     images.
  init(_ values: [[Double]], sizes: [Int]?) {
    guard let sizes, sizes.contains(where: { $0 != 1 }) else {
      self.init(values)
      return
    }
    let total = sizes.reduce(0, +)
    precondition(
      total > 0 && values.allSatisfy { $0.count == total }, "\(total) positions of images")
    let mean = values.reduce(0.0) { $0 + $1.reduce(0, +) } / Double(total * values.count)
    let size = Double(total) / Double(sizes.count)
    self.init(
      values.map { row in
        var start = 0
        return sizes.map { count in
          defer { start += count }
          // Of deviations, which do not cancel where all values are nearly the same.
          return mean + row[start..<start + count].reduce(0) { $0 + ($1 - mean) } / size
        }
      })
    widenForFewImages()
  }

  /// Gives the images' part Student's quantile over the normal one, squared: their variance was estimated
  /// from as many draws as there are images.
  mutating func widenForFewImages() {
    guard images > 1 else { return }
    let widening = studentQuantile(freedom: images - 1) / WilsonInterval.normalQuantile
    imagePart *= widening * widening
  }

  /// The variance of the mean.
  var variance: Double { imagePart + instancePart }

  /// The number of standard errors that make a 95 % interval.
  ///
  /// Of images there are many, of instances few: the quantile is between the normal one, z, and
  /// Student's for C − 1 degrees of freedom, t, as z + (t − z) R^1.5 with R the instances' estimated share
  /// of the variance. Satterthwaite's degrees of freedom, where 1.5 is about 3, hold in 92 % of studies of
  /// three instances that share the variance with the images, because an R that is too small by
  /// chance comes with a variance that is; an exponent of 1, Cochran's rule, holds in 97 %. With 1.5 normal effects hold in
  /// 94.3 to 96.0 % for every share and three instances, and in 94.9 to 95.5 % for five and more.
  ///
  /// - Parameter addition: A variance that is added to the images' part.
  /// - Returns: The quantile.
  func quantile(adding addition: Double = 0) -> Double {
    let normal = WilsonInterval.normalQuantile
    let whole = variance + addition
    guard instances > 1, whole > 0 else { return normal }
    let share = instancePart / whole
    return normal
      + (studentQuantile(freedom: instances - 1) - normal) * share * share.squareRoot()
  }
}
