internal import Configuration

extension DataSet {
  /// The largest value that a stored number of an image has: that of a byte, or 1.
  package var largestValue: Float {
    if case .floats = values { 1 } else { 255 }
  }

  /// A stored number that lies beyond 0 and ``largestValue``; nil if there is none.
  package var valueOutside: Float? {
    guard case .floats(let floats) = values else { return nil }
    return floats.first { !($0 >= 0 && $0 <= largestValue) }
  }

  /// Preprocessed images, ready for a network.
  ///
  /// - Parameters:
  ///   - range: Which images.
  ///   - preprocessing: Scale, mean, deviation and crop.
  /// - Returns: *images × channels × rows × columns*, or what the images otherwise are; after
  ///   ``arranged(for:preprocessing:)`` the shape that the network wants.
  /// - Throws: `InputError` if the preprocessing does not fit the images.
  public func images(_ range: Range<Int>, preprocessing: Preprocessing) throws -> Tensor {
    precondition(
      range.lowerBound >= 0 && range.upperBound <= count,
      "images \(range) of a set of \(count)")
    let axes = try axes(of: preprocessing)
    let channels = axes.channel.map { imageShape[$0] } ?? 1
    for channel in 0..<channels {
      precondition(preprocessing.deviation(of: channel) != 0, "a deviation of 0")
    }
    let shape = try shape(after: preprocessing)
    let sources = sources(axes, shape: shape)
    let size = imageShape.reduce(1, *)
    let inner = axes.channel.map { imageShape[($0 + 1)...].reduce(1, *) } ?? size
    let ofChannel = sources.map { axes.channel == nil ? 0 : $0 / inner % channels }
    var elements: [Float] = []
    elements.reserveCapacity(range.count * sources.count)
    // A byte has 256 values: one table for each channel replaces the arithmetic.
    let table = (0..<channels).flatMap { channel in
      (0..<256).map { preprocessing.apply(Double($0), channel: channel) }
    }
    let places = zip(sources, ofChannel).map { (place: $0, table: $1 * 256) }
    func add(_ image: Slice<UnsafeBufferPointer<UInt8>>) {
      let bytes = UnsafeBufferPointer(rebasing: image)
      table.withUnsafeBufferPointer { table in
        elements += places.lazy.map { table[$0.table + Int(bytes[$0.place])] }
      }
    }
    switch values {
    case .bytes(let bytes):
      bytes.withUnsafeBufferPointer { bytes in
        for image in range { add(bytes[image * size..<(image + 1) * size]) }
      }
    case .pictures(let files):
      for image in range {
        let picture = try Picture(files[image], source: "\(source), picture \(image + 1)")
        picture.bytes.withUnsafeBufferPointer { add($0[...]) }
      }
    case .floats(let floats):
      for image in range {
        for (place, channel) in zip(sources, ofChannel) {
          elements.append(
            preprocessing.apply(Double(floats[image * size + place]), channel: channel))
        }
      }
    }
    return Tensor(shape: [range.count] + (arrangement?.shape ?? shape), elements: elements)
  }

  /// Where each number of a preprocessed image stands in the stored image.
  private func sources(_ axes: ImageAxes, shape: [Int]) -> [Int] {
    let strides = rowMajorStrides(imageShape)
    let order = arrangement?.order ?? Array(shape.indices)
    var places = [0]
    for axis in order {
      // A crop is taken from the middle.
      let first = (imageShape[axis] - shape[axis]) / 2
      places = places.flatMap { base in
        (first..<first + shape[axis]).map { base + $0 * strides[axis] }
      }
    }
    return places
  }

  /// The shape of an image after preprocessing.
  ///
  /// - Parameter preprocessing: Scale, mean, deviation and crop.
  /// - Returns: `[channels, rows, columns]` of a picture; the shape of an image of an array.
  /// - Throws: `InputError` if the preprocessing does not fit the images.
  public func shape(after preprocessing: Preprocessing) throws -> [Int] {
    let axes = try axes(of: preprocessing)
    guard let crop = preprocessing.crop else { return imageShape }
    guard let (rows, columns) = axes.cropped else {
      throw InputError(
        source: source, location: "preprocessing, key crop",
        found: "\(crop) pixels of a sample of the shape \(imageShape)",
        accepted: "a crop of images alone")
    }
    guard crop > 0, crop <= imageShape[rows], crop <= imageShape[columns] else {
      throw InputError(
        source: source, location: "preprocessing, key crop", found: "\(crop) pixels",
        accepted: "at most the \(imageShape[rows]) × \(imageShape[columns]) pixels of an image")
    }
    var shape = imageShape
    (shape[rows], shape[columns]) = (crop, crop)
    return shape
  }

  /// What the axes of an image are.
  private struct ImageAxes {
    /// The channels, where mean or deviation are given for each of them.
    var channel: Int?
    /// Rows and columns; nil for what is no image.
    var cropped: (Int, Int)?
  }

  /// The channels are the first axis, in arrays also the last one if only that fits.
  private func axes(of preprocessing: Preprocessing) throws -> ImageAxes {
    let rank = imageShape.count
    let lists = [("mean", preprocessing.mean), ("std", preprocessing.deviation)]
    let longest = lists.map(\.1.count).max() ?? 1
    var axes = ImageAxes(
      channel: nil, cropped: rank == 3 ? (1, 2) : rank == 2 && isArray ? (0, 1) : nil)
    guard longest != 1 else { return axes }
    let isLast = isArray && rank > 1 && imageShape[0] != longest && imageShape[rank - 1] == longest
    let channel = isLast ? rank - 1 : 0
    let channels = imageShape[channel]
    for (key, list) in lists where list.count != 1 && list.count != channels {
      throw InputError(
        source: source, location: "preprocessing, key \(key)", found: "\(list.count) numbers",
        accepted: channels == 1 ? "1, for one channel" : "1 or \(channels), one for each channel")
    }
    axes.channel = channel
    if isLast, rank == 3 { axes.cropped = (0, 1) }
    return axes
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
