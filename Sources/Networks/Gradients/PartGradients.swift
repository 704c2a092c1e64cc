internal import CDNNL

/// The gradients of a group of a layer whose outputs follow the sums of parts of its rows, each with slopes of its own.
///
/// With G the gradient by the outputs, S_t the slopes of part t and X_t and B_t the inputs and weights of its rows,
/// dB_t = X_tᵀ (S_t ∘ G) and dX_t = (S_t ∘ G) B_tᵀ.
struct PartGradients {
  let layer: MatrixLayer
  let matrix: MatrixOperation
  let group: Int
  let images: Int
  /// The inputs of an image, of all groups.
  let size: Int
  let parts: [PartSlopes]

  /// Adds the gradients.
  ///
  /// - Parameters:
  ///   - inputs: The inputs as codes stand for them, image after image.
  ///   - gradient: The gradient by the outputs of all groups, row-major.
  ///   - factors: What the arrays multiply by, *inputs × outputs*.
  ///   - weights: Where the gradient by that is added.
  ///   - bias: Where the gradient by the bias is added; nil without one.
  ///   - inputGradient: Where the gradient by the inputs is added; nil if nobody wants it.
  func add(
    _ inputs: [Float], gradient: UnsafePointer<Float>, factors: UnsafePointer<Float>,
    weights: UnsafeMutablePointer<Float>, bias: UnsafeMutablePointer<Float>?,
    inputGradient: UnsafeMutablePointer<Float>?
  ) {
    inputs.withUnsafeBufferPointer { inputs in
      guard let inputs = inputs.baseAddress else { return }
      guard let window = matrix.window else {
        return addRows(inputs, gradient, factors, weights, bias, inputGradient)
      }
      let planes = LayerPlanes(window: window, channels: matrix.groupChannels)
      var patches = [Float](repeating: 0, count: layer.inputs * window.positions)
      let back = inputGradient.map { _ in
        UnsafeMutablePointer<Float>.allocate(capacity: patches.count)
      }
      defer { back?.deallocate() }
      let followed = UnsafeMutablePointer<Float>.allocate(
        capacity: layer.outputs * window.positions)
      defer { followed.deallocate() }
      for image in 0..<images {
        let offset = image * size + group * matrix.groupChannels * window.inputCount
        planes.read(inputs + offset, into: &patches)
        addImage(
          image, patches, gradient, factors, weights, bias, followed,
          back: back)
        if let inputGradient, let back { planes.add(back, to: inputGradient + offset) }
      }
    }
  }

  /// The gradients of an image of a convolution; patches are *inputs × positions*.
  private func addImage(
    _ image: Int, _ patches: [Float], _ gradient: UnsafePointer<Float>,
    _ factors: UnsafePointer<Float>, _ weights: UnsafeMutablePointer<Float>,
    _ bias: UnsafeMutablePointer<Float>?, _ followed: UnsafeMutablePointer<Float>,
    back: UnsafeMutablePointer<Float>?
  ) {
    let (outputs, positions) = (layer.outputs, matrix.positions)
    let own = gradient + (image * layer.groups + group) * outputs * positions
    if let bias {
      for output in 0..<outputs {
        for position in 0..<positions { bias[output] += own[output * positions + position] }
      }
    }
    for part in parts {
      // Some positions at a time, so that what lies a vector apart stays in the cache.
      part.slopes.withUnsafeBufferPointer { slopes in
        guard let slopes = slopes.baseAddress else { return }
        for start in stride(from: 0, to: positions, by: Self.positionsTogether) {
          let end = min(start + Self.positionsTogether, positions)
          for output in 0..<outputs {
            let vectors = slopes + image * positions * part.stride + output
            let (from, to) = (own + output * positions, followed + output * positions)
            for position in start..<end {
              to[position] = from[position] * vectors[position * part.stride]
            }
          }
        }
      }
      let (rows, first) = (part.rows.count, part.rows.lowerBound)
      patches.withUnsafeBufferPointer { patches in
        guard let patches = patches.baseAddress else { return }
        Product(rows: rows, columns: outputs, depth: positions).add(
          Factor(patches + first * positions, positions),
          Factor(followed, positions, isTurned: true),
          to: weights + first * outputs, outputs, adds: true)
      }
      if let back {
        Product(rows: rows, columns: positions, depth: outputs).add(
          Factor(factors + first * outputs, outputs), Factor(followed, positions),
          to: back + first * positions, positions, adds: false)
      }
    }
  }

  private static let positionsTogether = 16

  /// The gradients of rows of numbers, all images at once.
  private func addRows(
    _ inputs: UnsafePointer<Float>, _ gradient: UnsafePointer<Float>,
    _ factors: UnsafePointer<Float>, _ weights: UnsafeMutablePointer<Float>,
    _ bias: UnsafeMutablePointer<Float>?, _ inputGradient: UnsafeMutablePointer<Float>?
  ) {
    let (outputs, vectors, width) = (layer.outputs, images * matrix.positions, layer.inputs)
    if let bias {
      for vector in 0..<vectors {
        for output in 0..<outputs { bias[output] += gradient[vector * outputs + output] }
      }
    }
    let followed = UnsafeMutablePointer<Float>.allocate(capacity: vectors * outputs)
    defer { followed.deallocate() }
    for part in parts {
      for vector in 0..<vectors {
        for output in 0..<outputs {
          followed[vector * outputs + output] =
            gradient[vector * outputs + output] * part.slopes[vector * part.stride + output]
        }
      }
      let (rows, first) = (part.rows.count, part.rows.lowerBound)
      Product(rows: rows, columns: outputs, depth: vectors).add(
        Factor(inputs + first, width, isTurned: true), Factor(followed, outputs),
        to: weights + first * outputs, outputs, adds: true)
      if let inputGradient {
        Product(rows: vectors, columns: rows, depth: outputs).add(
          Factor(followed, outputs), Factor(factors + first * outputs, outputs, isTurned: true),
          to: inputGradient + first, width, adds: false)
      }
    }
  }
}

/// A matrix, row-major, or its transpose.
private struct Factor {
  let start: UnsafePointer<Float>
  let width: dnnl_dim_t
  let order: CChar

  /// Describes a matrix whose rows are `width` numbers apart.
  init(_ start: UnsafePointer<Float>, _ width: Int, isTurned: Bool = false) {
    (self.start, self.width) = (start, dnnl_dim_t(width))
    order = CChar(isTurned ? UInt8(ascii: "T") : UInt8(ascii: "N"))
  }
}

/// The product of two matrices.
private struct Product {
  let rows, columns, depth: Int

  /// Computes it, or adds it to what there is.
  func add(
    _ first: Factor, _ second: Factor, to target: UnsafeMutablePointer<Float>, _ width: Int,
    adds: Bool
  ) {
    let status = dnnl_sgemm(
      first.order, second.order, dnnl_dim_t(rows), dnnl_dim_t(columns), dnnl_dim_t(depth), 1,
      first.start, first.width, second.start, second.width, adds ? 1 : 0, target,
      dnnl_dim_t(width))
    precondition(status == dnnl_success, "a product that oneDNN refuses: \(status)")
  }
}

/// The patches of an image, tap by tap: *channels · taps × positions*.
private struct LayerPlanes {
  let window: Window
  let channels: Int

  func read(_ image: UnsafePointer<Float>, into patches: inout [Float]) {
    patches.withUnsafeMutableBufferPointer { patches in
      patches.update(repeating: 0)
      guard let patches = patches.baseAddress else { return }
      forEachRun { place, source, count, step in
        let (from, to) = (image + source, patches + place)
        if step == 1 {
          to.update(from: from, count: count)
        } else {
          for index in 0..<count { to[index] = from[index * step] }
        }
      }
    }
  }

  func add(_ patches: UnsafePointer<Float>, to image: UnsafeMutablePointer<Float>) {
    forEachRun { place, source, count, step in
      let (from, to) = (patches + place, image + source)
      if step == 1 {
        for index in 0..<count { to[index] += from[index] }
      } else {
        for index in 0..<count { to[index * step] += from[index] }
      }
    }
  }

  /// Calls a body with every run of neighboring positions that a tap meets the image at: the place of the first among
  /// the patches, that of its number in the image, how many there are, and how far their numbers are apart.
  @inline(__always)
  private func forEachRun(_ body: (_ place: Int, _ source: Int, _ count: Int, _ step: Int) -> Void)
  {
    let (rows, columns) = (window.rows, window.columns)
    for channel in 0..<channels {
      for down in 0..<rows.kernel {
        for right in 0..<columns.kernel {
          let tap = (channel * rows.kernel + down) * columns.kernel + right
          let shift = right * columns.dilation - columns.paddingBefore
          // The positions whose number is in the image.
          let first = shift >= 0 ? 0 : (-shift + columns.stride - 1) / columns.stride
          let end = min(
            columns.output,
            shift >= columns.input ? 0 : (columns.input - 1 - shift) / columns.stride + 1)
          guard first < end else { continue }
          for line in 0..<rows.output {
            let row = line * rows.stride - rows.paddingBefore + down * rows.dilation
            guard row >= 0, row < rows.input else { continue }
            body(
              tap * window.positions + line * columns.output + first,
              (channel * rows.input + row) * columns.input + first * columns.stride + shift,
              end - first, columns.stride)
          }
        }
      }
    }
  }
}
