internal import CKernels
internal import Foundation

/// Steps other than matrix layers on the row-major numbers of one image.
///
/// These are the only implementation of a step where the matrix layers go to an engine; the
/// oneDNN session uses them for whatever is too cheap to need a primitive.
enum PlainKernels {
  typealias Source = UnsafePointer<Float>
  typealias Target = UnsafeMutablePointer<Float>

  /// Runs one step.
  ///
  /// - Parameters:
  ///   - operation: The step; no matrix layer.
  ///   - sources: Its operands.
  ///   - target: Its result.
  ///   - count: The number of elements of the result.
  /// - Throws: `KernelRefusal` if a number of the operands has no result.
  static func run(
    _ operation: Operation, _ sources: [Source], into target: Target, count: Int
  ) throws(KernelRefusal) {
    switch operation {
    case .kernel(let kernel): try kernel.run(sources, into: target)
    case .matrix: preconditionFailure("a matrix layer is no plain step")
    case .scaling(let scaling): scale(scaling, sources[0], target)
    case .activation(let activation): activate(activation, sources[0], target, count)
    case .softmax(let outer, let length, let inner, let isLogarithm):
      softmax(
        sources[0], target, outer: outer, length: length, inner: inner, isLogarithm: isLogarithm)
    case .blockNormalization(let normalization): normalization.apply(sources[0], target)
    case .localResponse(let response): response.apply(sources[0], target)
    case .arithmetic(let arithmetic, let broadcast):
      combine(arithmetic, broadcast, sources[0], sources[1], target, count)
    case .maximumPool(let window, let channels):
      maximumPool(window, channels, sources[0], target)
    case .averagePool(let window, let channels, let countsPadding):
      averagePool(window, channels, countsPadding, sources[0], target)
    case .reduction(let reduction, let outputs, let inner, nil)
    where reduction == .mean || reduction == .sum:
      for output in 0..<outputs {
        var sum = 0.0
        for place in output * inner..<(output + 1) * inner { sum += Double(sources[0][place]) }
        target[output] = Float(reduction == .mean ? sum / Double(inner) : sum)
      }
    case .reduction(let reduction, let outputs, let inner, let indices):
      for output in 0..<outputs {
        target[output] = reduction(inner) { place in
          let place = output * inner + place
          return sources[0][indices.map { Int($0[place]) } ?? place]
        }
      }
    case .rearrangement(let rearrangement):
      guard let indices = rearrangement.indices else {
        target.update(from: sources[0], count: count)
        return
      }
      let (source, fill) = (sources[0], rearrangement.fill)
      indices.withUnsafeBufferPointer { indices in
        for place in 0..<count {
          let index = indices[place]
          target[place] = index < 0 ? fill : source[Int(index)]
        }
      }
    case .concatenation(let outer, let blocks):
      var place = 0
      for block in 0..<outer {
        for (source, length) in zip(sources, blocks) {
          (target + place).update(from: source + block * length, count: length)
          place += length
        }
      }
    }
  }

  /// The results of a step for arrays of numbers.
  ///
  /// - Parameters:
  ///   - operation: The step; no matrix layer.
  ///   - operands: Its operands.
  ///   - count: The number of elements of the result.
  /// - Returns: The result.
  /// - Throws: `KernelRefusal` if a number of the operands has no result.
  static func results(
    of operation: Operation, _ operands: [[Float]], count: Int
  ) throws(KernelRefusal) -> [Float] {
    // An empty array has no address, which is never read then.
    let buffers = operands.map { operand in
      let buffer = Target.allocate(capacity: max(operand.count, 1))
      buffer.initialize(from: operand, count: operand.count)
      return buffer
    }
    let target = Target.allocate(capacity: max(count, 1))
    target.initialize(repeating: 0, count: max(count, 1))
    defer {
      for buffer in buffers { buffer.deallocate() }
      target.deallocate()
    }
    try run(operation, buffers.map { Source($0) }, into: target, count: count)
    return Array(UnsafeBufferPointer(start: target, count: count))
  }

  /// Checks numbers that a step computed as integers or truth values.
  ///
  /// - Parameters:
  ///   - numbers: The result.
  ///   - count: How many there are.
  ///   - type: The type they have in the network.
  /// - Throws: `KernelRefusal` if single precision may not hold a number exactly, or the type does
  ///   not.
  static func check(_ numbers: Source, count: Int, type: ElementType) throws(KernelRefusal) {
    guard !type.isFloatingPoint else { return }
    for place in 0..<count where !type.holds(numbers[place]) {
      throw KernelRefusal(
        found: "the number \(numbers[place])", accepted: "integers of the type \(type) up to 2^24")
    }
  }

  private static func scale(_ scaling: ChannelScaling, _ source: Source, _ target: Target) {
    for channel in 0..<scaling.channels {
      let scale = scaling.scale[channel]
      let shift = scaling.shift[channel]
      for place in channel * scaling.inner..<(channel + 1) * scaling.inner {
        target[place] = Float(Double(source[place]) * scale + shift)
      }
    }
  }

  static func activate(
    _ activation: Activation, _ source: Source, _ target: Target, _ count: Int
  ) {
    switch activation {
    case .identity: target.update(from: source, count: count)
    case .relu: for place in 0..<count { target[place] = source[place] > 0 ? source[place] : 0 }
    case .leakyRelu(let slope):
      for place in 0..<count {
        target[place] = source[place] > 0 ? source[place] : source[place] * slope
      }
    case .sigmoid: for place in 0..<count { target[place] = 1 / (1 + expf(-source[place])) }
    case .tanh: for place in 0..<count { target[place] = tanhf(source[place]) }
    case .clip(let lower, let upper):
      for place in 0..<count {
        let value = source[place] < lower ? lower : source[place]
        target[place] = value > upper ? upper : value
      }
    case .gelu(isApproximate: false): assay_apply(assay_gelu, count, source, target)
    case .elementary(.errorFunction): assay_apply(assay_error_function, count, source, target)
    default: for place in 0..<count { target[place] = activation(source[place]) }
    }
  }

  private static func softmax(
    _ source: Source, _ target: Target, outer: Int, length: Int, inner: Int, isLogarithm: Bool
  ) {
    if inner == 1, !isLogarithm { return assay_softmax(outer, length, source, target) }
    for block in 0..<outer {
      for offset in 0..<inner {
        let start = block * length * inner + offset
        // Without the largest subtracted the exponential overflows above 88.
        var largest = -Float.infinity
        for place in 0..<length { largest = max(largest, source[start + place * inner]) }
        var sum = 0.0
        for place in 0..<length {
          let power = exp(Double(source[start + place * inner] - largest))
          target[start + place * inner] = Float(power)
          sum += power
        }
        if isLogarithm {
          let logarithm = log(sum)
          for place in 0..<length {
            let difference = Double(source[start + place * inner] - largest)
            target[start + place * inner] = Float(difference - logarithm)
          }
          continue
        }
        for place in 0..<length {
          target[start + place * inner] = Float(Double(target[start + place * inner]) / sum)
        }
      }
    }
  }

  private static func combine(
    _ arithmetic: Arithmetic, _ broadcast: Broadcast, _ left: Source, _ right: Source,
    _ target: Target, _ count: Int
  ) {
    switch arithmetic {
    case .add: combine(broadcast, left, right, target, count) { $0 + $1 }
    case .subtract: combine(broadcast, left, right, target, count) { $0 - $1 }
    case .multiply: combine(broadcast, left, right, target, count) { $0 * $1 }
    case .divide: combine(broadcast, left, right, target, count) { $0 / $1 }
    default: combine(broadcast, left, right, target, count) { arithmetic($0, $1) }
    }
  }

  /// Combines numbers by a function that every use of this has for itself, so that it can be done for some at once.
  @inline(__always)
  private static func combine(
    _ broadcast: Broadcast, _ left: Source, _ right: Source, _ target: Target, _ count: Int,
    by function: (Float, Float) -> Float
  ) {
    if broadcast.left == nil, broadcast.right == nil {
      for place in 0..<count { target[place] = function(left[place], right[place]) }
    } else if broadcast.left == nil, let period = broadcast.rightPeriod {
      repeatedly(right, period, beside: left, target, count) { function($0, $1) }
    } else if broadcast.right == nil, let period = broadcast.leftPeriod {
      repeatedly(left, period, beside: right, target, count) { function($1, $0) }
    } else {
      for place in 0..<count {
        let first = broadcast.left.map { left[Int($0[place])] } ?? left[place]
        let second = broadcast.right.map { right[Int($0[place])] } ?? right[place]
        target[place] = function(first, second)
      }
    }
  }

  /// Combines all numbers of one operand with those of another, which begins anew after a period.
  @inline(__always)
  private static func repeatedly(
    _ repeated: Source, _ period: Int, beside whole: Source, _ target: Target, _ count: Int,
    by function: (_ whole: Float, _ repeated: Float) -> Float
  ) {
    guard period > 1 else {
      let number = repeated[0]
      for place in 0..<count { target[place] = function(whole[place], number) }
      return
    }
    for start in stride(from: 0, to: count, by: period) {
      for place in 0..<period {
        target[start + place] = function(whole[start + place], repeated[place])
      }
    }
  }

  private static func maximumPool(
    _ window: Window, _ channels: Int, _ source: Source, _ target: Target
  ) {
    var place = 0
    let (rows, columns) = (window.rows, window.columns)
    let columnTaps = (0..<columns.output).map { columns.taps(at: $0) }
    for channel in 0..<channels {
      let plane = source + channel * window.inputCount
      for row in 0..<rows.output {
        let rowTaps = rows.taps(at: row)
        for column in 0..<columns.output {
          var largest = -Float.infinity
          for rowTap in rowTaps {
            let line =
              plane + (row * rows.stride - rows.paddingBefore + rowTap * rows.dilation)
              * columns.input
            let start = column * columns.stride - columns.paddingBefore
            for tap in columnTaps[column] {
              let value = line[start + tap * columns.dilation]
              if value > largest { largest = value }
            }
          }
          target[place] = largest
          place += 1
        }
      }
    }
  }

  private static func averagePool(
    _ window: Window, _ channels: Int, _ countsPadding: Bool, _ source: Source, _ target: Target
  ) {
    var place = 0
    let (rows, columns) = (window.rows, window.columns)
    for channel in 0..<channels {
      let plane = source + channel * window.inputCount
      for row in 0..<rows.output {
        let rowTaps = rows.taps(at: row)
        for column in 0..<columns.output {
          let columnTaps = columns.taps(at: column)
          var sum = 0.0
          for rowTap in rowTaps {
            let line = row * rows.stride - rows.paddingBefore + rowTap * rows.dilation
            for columnTap in columnTaps {
              let offset =
                column * columns.stride - columns.paddingBefore + columnTap * columns.dilation
              sum += Double(plane[line * columns.input + offset])
            }
          }
          // A last position that was rounded up reaches past the padding; that part never counts.
          let divisor =
            countsPadding
            ? rows.paddedTaps(at: row) * columns.paddedTaps(at: column)
            : rowTaps.count * columnTaps.count
          target[place] = Float(sum / Double(max(divisor, 1)))
          place += 1
        }
      }
    }
  }
}
