internal import Configuration

extension DataSet {
  /// Preprocessed images, ready for a network.
  ///
  /// - Parameters:
  ///   - range: Which images.
  ///   - preprocessing: Scale, mean, deviation and crop.
  /// - Returns: *images × channels × rows × columns*.
  /// - Throws: `InputError` if the preprocessing does not fit the images.
  public func images(_ range: Range<Int>, preprocessing: Preprocessing) throws -> Tensor {
    precondition(
      range.lowerBound >= 0 && range.upperBound <= count,
      "images \(range) of a set of \(count)")
    let shape = try shape(after: preprocessing)
    let (channels, rows, columns) = (shape[0], shape[1], shape[2])
    let top = (imageShape[1] - rows) / 2
    let left = (imageShape[2] - columns) / 2
    let size = shape.reduce(1, *)
    var elements: [Float] = []
    elements.reserveCapacity(range.count * size)
    for channel in 0..<channels {
      precondition(preprocessing.deviation(of: channel) != 0, "a deviation of 0")
    }
    // A byte has 256 values: one table for each channel replaces the arithmetic.
    let tables = (0..<channels).map { channel in
      (0..<256).map { preprocessing.apply(Double($0), channel: channel) }
    }
    for image in range {
      for channel in 0..<channels {
        for row in 0..<rows {
          let start =
            ((image * channels + channel) * imageShape[1] + top + row) * imageShape[2] + left
          switch values {
          case .bytes(let bytes):
            for place in start..<start + columns {
              elements.append(tables[channel][Int(bytes[place])])
            }
          case .floats(let floats):
            for place in start..<start + columns {
              elements.append(preprocessing.apply(Double(floats[place]), channel: channel))
            }
          }
        }
      }
    }
    return Tensor(shape: [range.count] + shape, elements: elements)
  }

  /// Checks that the preprocessed images and the labels fit a network.
  ///
  /// - Parameters:
  ///   - network: The network.
  ///   - preprocessing: Scale, mean, deviation and crop.
  /// - Throws: `InputError` with both shapes, or with the label the network has no class for.
  public func check(against network: Network, preprocessing: Preprocessing) throws {
    let shape = try shape(after: preprocessing)
    guard shape == network.inputShape || [shape.reduce(1, *)] == network.inputShape else {
      throw InputError(
        source: source, found: "images of the shape \(shape) after preprocessing",
        accepted: "\(network.inputShape), the input of \(network.source)")
    }
    if let index = labels.firstIndex(where: { $0 >= network.classCount }) {
      throw InputError(
        source: source, location: "image \(index)", found: "the label \(labels[index])",
        accepted: "0 to \(network.classCount - 1), the classes of \(network.source)")
    }
  }

  /// The shape of an image after preprocessing.
  ///
  /// - Parameter preprocessing: Scale, mean, deviation and crop.
  /// - Returns: `[channels, rows, columns]`.
  /// - Throws: `InputError` if the preprocessing does not fit the images.
  public func shape(after preprocessing: Preprocessing) throws -> [Int] {
    let channels = imageShape[0]
    for (key, list) in [("mean", preprocessing.mean), ("std", preprocessing.deviation)] {
      guard list.count == 1 || list.count == channels else {
        throw InputError(
          source: source, location: "preprocessing, key \(key)", found: "\(list.count) numbers",
          accepted: channels == 1 ? "1, for one channel" : "1 or \(channels), one for each channel")
      }
    }
    guard let crop = preprocessing.crop else { return imageShape }
    guard crop > 0, crop <= imageShape[1], crop <= imageShape[2] else {
      throw InputError(
        source: source, location: "preprocessing, key crop", found: "\(crop) pixels",
        accepted: "at most the \(imageShape[1]) × \(imageShape[2]) pixels of an image")
    }
    return [channels, crop, crop]
  }
}

extension Preprocessing {
  func deviation(of channel: Int) -> Double {
    deviation.count == 1 ? deviation[0] : deviation[channel]
  }

  /// One preprocessed number; computed in double, rounded once.
  func apply(_ value: Double, channel: Int) -> Float {
    let mean = mean.count == 1 ? mean[0] : mean[channel]
    return Float((value * scale - mean) / deviation(of: channel))
  }
}
