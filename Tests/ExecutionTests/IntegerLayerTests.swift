import CKernels
import Crossbars
import Execution
import Networks
import Testing

struct IntegerLayerTests {
  /// A layer with a random matrix, its sections and inputs.
  private struct Problem {
    var window: Window?
    var channels: Int
    var outputs: Int
    var rowsPerSection: Int
    var kinds = 2
    var streamBits = 8
    var streams = 1
    var images = 2
    var isBipolar = false
    /// Whether weights are integers.
    var isExact = true

    var inputs: Int { channels * (window?.kernelCount ?? 1) }
    var positions: Int { window?.positions ?? 3 }
    var imageSize: Int { channels * (window?.inputCount ?? positions) }
    var largestCode: Int { 1 << (streamBits * streams) - 1 }
  }

  private static let windows: [Window?] = [
    nil,
    Window(
      rows: WindowAxis(input: 6, kernel: 3, paddingBefore: 1, paddingAfter: 1, output: 6),
      columns: WindowAxis(input: 5, kernel: 3, paddingBefore: 1, paddingAfter: 1, output: 5)),
    Window(
      rows: WindowAxis(input: 9, kernel: 2, stride: 2, dilation: 3, paddingBefore: 1, output: 4),
      columns: WindowAxis(input: 8, kernel: 1, stride: 3, paddingBefore: 2, output: 4)),
  ]

  /// Random values of a problem, with what the definition says about them.
  private func solve(_ problem: Problem, seed: UInt64) throws -> (found: [Float], wanted: [Double])
  {
    var generator = SeededGenerator(seed: seed, stream: 0)
    let (inputs, outputs) = (problem.inputs, problem.outputs)
    func weight() -> Float {
      problem.isExact
        ? Float(Int.random(in: 0...127, using: &generator))
        : Float.random(in: 0...1, using: &generator) * Float.random(in: 0...90, using: &generator)
    }
    var sections: [IntegerSection] = []
    var described:
      [(rows: Range<Int>, matrix: [Float], conversions: [[IntegerSection.Conversion]])] =
        []
    for first in stride(from: 0, to: inputs, by: problem.rowsPerSection) {
      let rows = first..<min(first + problem.rowsPerSection, inputs)
      var kinds: [IntegerSection.Columns] = []
      for kind in 0..<problem.kinds {
        let width = outputs + 3
        let matrix = (0..<rows.count * width).map { _ in weight() }
        let conversions = (0..<problem.streams).map { stream in
          (0..<outputs).map { output in
            let step = Float(8 + output % 5)
            let worth = Float(1 << (stream * problem.streamBits)) * step
            return IntegerSection.Conversion(
              step: step, lowest: problem.isBipolar ? -500 : -3, highest: 520,
              worth: kind == 0 ? worth : -worth)
          }
        }
        kinds.append(.init(matrix: matrix, width: width, conversions: conversions))
        described.append((rows, matrix, conversions))
      }
      sections.append(IntegerSection(rows: rows, kinds: kinds))
    }
    let lowest = problem.isBipolar ? -problem.largestCode : 0
    let images = (0..<problem.images * problem.imageSize).map { _ in
      Float(Int.random(in: lowest...problem.largestCode, using: &generator)) * 0.5
    }
    let layerInputs = LayerInputs(
      images, imageSize: problem.imageSize, window: problem.window, positions: problem.positions,
      width: inputs, rows: 0..<problem.images * problem.positions)
    let layer = IntegerLayer(
      sections, geometry: CodeGeometry(window: problem.window, inputs: inputs), outputs: outputs,
      largestCode: 1 << problem.streamBits - 1, streamBits: problem.streamBits)
    let factors = (0..<outputs).map { 1 + Float($0) }
    let converter = CodeConverter(
      step: 0.5, codes: Float(lowest)...Float(problem.largestCode))
    let found = try layer.product(layerInputs, converter: converter, factors: factors)
    var wanted: [Double] = []
    let vectors = layerInputs.vectors.elements
    for vector in 0..<problem.images * problem.positions {
      for output in 0..<outputs {
        var sum = 0.0
        for part in described {
          for (stream, conversions) in part.conversions.enumerated() {
            let conversion = conversions[output]
            var current = 0.0
            for row in part.rows {
              let code = Int(2 * vectors[vector * inputs + row])
              let digit =
                code.magnitude >> (stream * problem.streamBits) & (1 << problem.streamBits - 1)
              let width = part.matrix.count / part.rows.count
              current +=
                Double(code.signum() * Int(digit))
                * Double(part.matrix[(row - part.rows.lowerBound) * width + output])
            }
            let code = (current / Double(conversion.step)).rounded(.toNearestOrEven)
            sum +=
              min(max(code, Double(conversion.lowest)), Double(conversion.highest))
              * Double(conversion.worth)
          }
        }
        wanted.append(sum * Double(factors[output]))
      }
    }
    return (found, wanted)
  }

  @Test(arguments: windows.indices, [1, 3, 16])
  func `integers give the codes of the definition`(window: Int, channels: Int) throws {
    for (index, outputs) in [1, 15, 16, 40].enumerated() {
      for kinds in 1...2 {
        for isBipolar in [false, true] {
          let problem = Problem(
            window: Self.windows[window], channels: channels, outputs: outputs,
            rowsPerSection: 1 + 7 * index, kinds: kinds, isBipolar: isBipolar)
          // Steps of powers of two and codes that lie half way between two make quotients exact; others
          // round once in single precision.
          let (found, wanted) = try solve(problem, seed: UInt64(outputs))
          let differing = zip(found, wanted).count { Double($0) != $1 }
          #expect(differing <= found.count / 50, "\(differing) of \(found.count): \(problem)")
        }
      }
    }
  }

  @Test(arguments: windows.indices)
  func `streams are converted one by one`(window: Int) throws {
    let problem = Problem(
      window: Self.windows[window], channels: 5, outputs: 17, rowsPerSection: 16, streamBits: 3,
      streams: 3, isBipolar: true)
    let (found, wanted) = try solve(problem, seed: 9)
    let differing = zip(found, wanted).count { Double($0) != $1 }
    #expect(differing <= found.count / 20, "\(differing) of \(found.count)")
  }

  @Test func `weights of sixteen bits move few codes, and by one`() throws {
    let problem = Problem(
      window: Self.windows[1], channels: 12, outputs: 32, rowsPerSection: 64, images: 8,
      isExact: false)
    let (found, wanted) = try solve(problem, seed: 4)
    var moved = 0
    for place in found.indices {
      let (block, output) = place.quotientAndRemainder(dividingBy: 32)
      _ = block
      let step = Double(8 + output % 5) * Double(1 + output)
      let difference = (Double(found[place]) - wanted[place]).magnitude / step
      #expect(difference < 2.5)
      if difference > 0.5 { moved += 1 }
    }
    #expect(moved <= found.count / 100, "\(moved) of \(found.count)")
  }

  @Test func `an image's outputs do not depend on the others, nor on where pieces begin`() throws {
    let window = Self.windows[1].unsafelyUnwrapped
    let matrix = (0..<27 * 20).map { Float(($0 * 37) % 101) - 50 }
    let conversion = IntegerSection.Conversion(step: 3.7, lowest: -400, highest: 400, worth: 3.7)
    let layer = IntegerLayer(
      [
        IntegerSection(
          rows: 0..<27,
          kinds: [
            .init(
              matrix: matrix, width: 20,
              conversions: [[IntegerSection.Conversion](repeating: conversion, count: 20)])
          ])
      ], geometry: CodeGeometry(window: window, inputs: 27), outputs: 20, largestCode: 255,
      streamBits: 8)
    let images = (0..<70 * 90).map { Float(($0 * 7919) % 256) }
    func product(_ rows: Range<Int>) throws -> [Float] {
      try layer.product(
        LayerInputs(
          images, imageSize: 90, window: window, positions: 30, width: 27, rows: rows),
        converter: CodeConverter(step: 1, codes: 0...255),
        factors: [Float](repeating: 1, count: 20))
    }
    let whole = try product(0..<70 * 30)
    for rows in [0..<30, 30..<2100, 17..<911, 2099..<2100] {
      #expect(try product(rows) == Array(whole[rows.lowerBound * 20..<rows.upperBound * 20]))
    }
  }

  @Test(arguments: [4, 3])
  func `every instruction set gives the same bits`(filled: Int) throws {
    var generator = SeededGenerator(seed: 3, stream: 1)
    let (sections, pairs, panels, patches) = (3, 11, 4, 37)
    let first: [Int32] = [0, 5, 6, 11]
    let offsets = (0..<pairs).map { Int32(2 * $0 + $0 / 4) }
    let weights = (0..<panels / 2 * pairs * 64).map { _ in
      Int16.random(in: -32767...32767, using: &generator)
    }
    let codes = (0..<200).map { _ in Int16.random(in: -255...255, using: &generator) }
    let starts = (0..<patches).map { Int32(3 * $0) }
    let columns = sections * panels * 16
    let inverse = (0..<columns).map { _ in Float.random(in: 1e-6...1e-4, using: &generator) }
    let lowest = (0..<columns).map { _ in Float(Int.random(in: -200...0, using: &generator)) }
    let highest = lowest.map { $0 + 255 }
    // A panel that fills up adds nothing.
    let worth = (0..<columns).map {
      $0 / 16 % panels < filled ? Float.random(in: -3...3, using: &generator) : 0
    }
    let targets: [Int32] = [0, 0, 16, 16]
    var results: [[Float]] = []
    for (isPlain, adds) in [(true, Int32(1)), (false, 1), (true, 0), (false, 0)] {
      // Sums that are not added to may be anything before.
      var sums = [Float](repeating: adds == 1 ? 0.25 : .nan, count: patches * 32)
      weights.withUnsafeBufferPointer { weights in
        first.withUnsafeBufferPointer { first in
          offsets.withUnsafeBufferPointer { offsets in
            inverse.withUnsafeBufferPointer { inverse in
              lowest.withUnsafeBufferPointer { lowest in
                highest.withUnsafeBufferPointer { highest in
                  worth.withUnsafeBufferPointer { worth in
                    targets.withUnsafeBufferPointer { targets in
                      var layer = assay_integer_layer(
                        sections: sections, panels: panels, filled: filled,
                        first: first.baseAddress, offsets: offsets.baseAddress,
                        weights: weights.baseAddress,
                        columns: assay_column_codes(
                          inverse: inverse.baseAddress, lowest: lowest.baseAddress,
                          highest: highest.baseAddress, worth: worth.baseAddress),
                        targets: targets.baseAddress)
                      if isPlain {
                        assay_integer_sums_plain(&layer, patches, starts, codes, 32, &sums, adds)
                      } else {
                        assay_integer_sums(&layer, patches, starts, codes, 32, &sums, adds)
                      }
                    }
                  }
                }
              }
            }
          }
        }
      }
      results.append(sums)
    }
    #expect(results[0] == results[1])
    #expect(results[2] == results[3])
    #expect(results[2].allSatisfy { $0.isFinite })
    #expect(Set(results[0]).count > 100)
  }
}
