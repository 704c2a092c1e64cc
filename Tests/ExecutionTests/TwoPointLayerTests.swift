import CKernels
import Crossbars
import Execution
import Foundation
import Networks
import Testing

struct TwoPointLayerTests {
  /// Columns of one kind, to be packed and to be computed with.
  private struct Side {
    var words: [[Double]]
    var bytes: [[Double]]
    var changes: [[Double]]
    var changeBytes: [[Double]]
    /// What changes are of the share and of moments, where they are no sums.
    var changeFit: [[Double]]
    var last: [[Double]]
    var terms: [[Double]]
    var conversions: [[IntegerSection.Conversion]]

    var packed: TwoPointSection.Columns {
      TwoPointSection.Columns(
        words: words, bytes: bytes, changes: changes, changeBytes: changeBytes,
        changeFit: changeFit, last: last, terms: terms, conversions: conversions)
    }
  }

  /// A layer with random functions and matrices, and what the equations of its columns say.
  private struct Problem {
    var isSigned = false
    var isBent = false
    var isCoupled = true
    var isDifference = true
    var isFine = true
    var areChangesFitted = false
    var streams = 1
    var outputs = 20
    let rowsPerSection = 40
    let window = Window(
      rows: WindowAxis(input: 6, kernel: 3, paddingBefore: 1, paddingAfter: 1, output: 6),
      columns: WindowAxis(input: 5, kernel: 3, paddingBefore: 1, paddingAfter: 1, output: 5))
    let channels = 11
    var streamBits: Int { streams == 1 ? 7 : 3 }
    var inputs: Int { channels * window.kernelCount }
    var largestDigit: Int { (1 << streamBits) - 1 }
    var largestCode: Int { (1 << (streams * streamBits)) - 1 }
    var lowest: Int { isSigned ? -1 : 0 }

    /// Functions that are 1 at the largest code, like shares and changes.
    func value(_ function: Int, _ digit: Int) -> Double {
      let x = Double(digit) / Double(largestDigit)
      switch function {
      case 0: return sinh(x) / sinh(1)
      case 1: return x * (1 - x) * (isSigned ? x : 1)
      case 2: return isSigned ? x : x * x
      case 3: return sin(3 * x)
      default: return x.magnitude
      }
    }

    /// Codes of images.
    func images(_ count: Int, _ generator: inout SeededGenerator) -> [Float] {
      (0..<count * channels * window.inputCount).map { _ in
        Float(Int.random(in: lowest * largestCode...largestCode, using: &generator))
          * (Bool.random(using: &generator) ? 1 : 0)
      }
    }

    /// Some of the patches of images.
    func patches(_ images: [Float], _ rows: Range<Int>) -> LayerInputs {
      LayerInputs(
        images, imageSize: channels * window.inputCount, window: window,
        positions: window.positions, width: inputs, rows: rows)
    }

    /// The parts of the matrices, as the columns of a section have them.
    func columns(
      rows: Int, sign: Float, _ generator: inout SeededGenerator
    ) -> Side {
      func matrix(_ size: Double) -> [Double] {
        (0..<rows * outputs).map { _ in size * Double.random(in: 0.2...1, using: &generator) }
      }
      let hasChanges = isCoupled && !areChangesFitted
      let change = hasChanges ? [matrix(-0.008)] : []
      // Shares are some hundreds, the mean drive a half, and moments some tenths.
      let fit = areChangesFitted ? [-7e-4, 0.05, 0.02, -0.04, 0.03] : []
      let small = [matrix(0.02)]
      let terms = [1.02, 2e-4, 1e-4, 2e-7, 0.3, 900, 500, 3, 0.2, isBent ? 0.1 : 0]
      let refining = streams == 1 ? [] : [4, -2, 0.1]
      let signed = [1, 0.3, 2e-7, 700, -500]
      let numbers = isSigned ? signed : terms + refining
      return Side(
        words: [matrix(12)], bytes: small, changes: change,
        changeBytes: hasChanges ? [matrix(0.0002)] : [],
        changeFit: fit.map { number in (0..<outputs).map { number * (1 + 0.01 * Double($0)) } },
        last: isCoupled && (isSigned || isBent) ? [matrix(isSigned ? 0.5 : 1e-4)] : [],
        terms: isCoupled
          ? numbers.map { number in (0..<outputs).map { number * (1 + 0.01 * Double($0)) } } : [],
        conversions: (0..<streams).map { stream in
          (0..<outputs).map { output in
            let step = Float(1.5) + 0.1 * Float(output % 5)
            return IntegerSection.Conversion(
              step: step, lowest: -128, highest: 127,
              worth: sign * step * Float(1 << (stream * streamBits)))
          }
        })
    }
  }

  /// The outputs of a problem, and those that its equations give in double precision.
  private func solve(_ problem: Problem, images count: Int) throws -> (
    found: [Float], wanted: [Double], layer: TwoPointLayer, images: [Float]
  ) {
    var generator = SeededGenerator(seed: 5, stream: UInt64(problem.outputs))
    let inputs = problem.inputs
    let sections = stride(from: 0, to: inputs, by: problem.rowsPerSection).map { first in
      let rows = first..<min(first + problem.rowsPerSection, inputs)
      let moments =
        [[Double](repeating: 1 / 40, count: rows.count)]
        + (0..<2).map { _ in
          rows.map { _ in Double.random(in: -0.02...0.02, using: &generator) }
        }
      return (
        rows: rows, moments: moments,
        kinds: [Float(1), -1].map {
          problem.columns(rows: rows.count, sign: $0, &generator)
        }
      )
    }
    let digits = problem.lowest * problem.largestDigit...problem.largestDigit
    func functions(_ numbers: [Int]) -> [[Double]] {
      numbers.map { number in digits.map { problem.value(number, $0) } }
    }
    let hasLast = problem.isCoupled && (problem.isSigned || problem.isBent)
    let layer = TwoPointLayer(
      sections.map {
        TwoPointSection(rows: $0.rows, moments: $0.moments, kinds: $0.kinds.map(\.packed))
      },
      functions: CodeFunctions(
        codes: digits, words: functions([0]), bytes: functions([1]),
        changes: problem.isCoupled ? functions([2]) : [],
        changeBytes: problem.isCoupled ? functions([3]) : [],
        areChangesFitted: problem.areChangesFitted, last: hasLast ? functions([4]) : [],
        isSigned: problem.isSigned),
      geometry: CodeGeometry(window: problem.window, inputs: inputs), outputs: problem.outputs,
      streamBits: problem.streamBits, isDifference: problem.isDifference, isFine: problem.isFine)
    let images = problem.images(count, &generator)
    let vectors = problem.patches(images, 0..<count * problem.window.positions)
    let found = try layer.product(
      vectors,
      converter: CodeConverter(
        step: 1, codes: Float(problem.lowest * problem.largestCode)...Float(problem.largestCode)),
      factors: [Float](repeating: 1, count: problem.outputs))
    let all = vectors.vectors.elements
    var wanted: [Double] = []
    for vector in 0..<all.count / inputs {
      var sums = [Double](repeating: 0, count: problem.outputs)
      for stream in 0..<problem.streams {
        let digits = (0..<inputs).map { row in
          let code = Int(all[vector * inputs + row])
          let size = abs(code) >> (stream * problem.streamBits) & problem.largestDigit
          return code < 0 ? -size : size
        }
        for section in sections {
          let own = Array(digits[section.rows])
          let kinds = section.kinds.map { Self.currents(problem, $0, section.moments, own) }
          for output in 0..<problem.outputs {
            func code(_ current: Double, _ kind: Int) -> Double {
              let conversion = section.kinds[kind].conversions[stream][output]
              let code = (current / Double(conversion.step)).rounded(.toNearestOrEven)
              return min(max(code, -128), 127) * Double(conversion.worth)
            }
            if problem.isDifference {
              sums[output] += code(kinds[0][output] - kinds[1][output], 0)
            } else {
              sums[output] += code(kinds[0][output], 0) + code(kinds[1][output], 1)
            }
          }
        }
      }
      wanted += sums
    }
    return (found, wanted, layer, images)
  }

  /// The currents of columns by the equations of the model.
  private static func currents(
    _ problem: Problem, _ columns: Side, _ moments: [[Double]], _ digits: [Int]
  ) -> [Double] {
    func sum(_ matrices: [[Double]], _ functions: [Int], _ output: Int) -> Double {
      zip(matrices, functions).reduce(0) { sum, part in
        digits.indices.reduce(sum) {
          $0 + part.0[$1 * problem.outputs + output] * problem.value(part.1, digits[$1])
        }
      }
    }
    func moment(_ index: Int, _ function: Int) -> Double {
      zip(moments[index], digits).reduce(0) { $0 + $1.0 * problem.value(function, $1.1) }
    }
    let t = moment(0, 0)
    let (g, h) = ([1, 2].map { moment($0, 0) }, [1, 2].map { moment($0, 2) })
    return (0..<problem.outputs).map { output in
      let y = sum(columns.words + columns.bytes, [0, 1], output)
      guard problem.isCoupled else { return y }
      let fitted = zip(columns.changeFit, [y, t, g[0], moment(0, 2), h[0]]).reduce(0) {
        $0 + $1.0[output] * $1.1
      }
      let e = fitted + sum(columns.changes + columns.changeBytes, [2, 3], output)
      let last = sum(columns.last, [4], output)
      let p = columns.terms.map { $0[output] } + [0, 0, 0]
      var current = y
      for _ in 0..<2 {
        let i = current
        if problem.isSigned {
          current = y + p[0] * e * last + p[1] * e * e * last + p[2] * i * i * i
          current += p[3] * g[0] * h[0] + p[4] * g[1] * h[1]
        } else {
          current = y + p[0] * i * e + p[1] * i * i * e + p[2] * i * i + p[3] * i * i * i
          current += p[4] * i * e * e + p[5] * g[0] * h[0] + p[6] * g[1] * h[1]
          current += p[7] * t * g[0] * i + p[8] * h[0] * i + p[9] * i * i * last
          current += p[10] * g[0] * h[0] * i + p[11] * t * g[1] * i + p[12] * h[1] * i
        }
      }
      return current
    }
  }

  @Test(arguments: [false, true], [false, true])
  func `columns solve their equations`(isSigned: Bool, isDifference: Bool) throws {
    for isFine in [false, true] {
      for isBent in [false, true] where !(isBent && isSigned) {
        for (streams, isCoupled) in [(1, true), (3, true), (1, false)] {
          for areChangesFitted in [false, true] where !areChangesFitted || isCoupled && !isSigned {
            let problem = Problem(
              isSigned: isSigned, isBent: isBent, isCoupled: isCoupled, isDifference: isDifference,
              isFine: isFine, areChangesFitted: areChangesFitted, streams: streams)
            let (found, wanted, _, _) = try solve(problem, images: 1)
            // A step or two of any stream's converter where a current lies next to the middle of two codes.
            let moved = zip(found, wanted).count { (Double($0) - $1).magnitude > 1e-3 }
            // Moments, which go in bytes, are far more than in arrays here.
            let part = isCoupled ? 12 : 40
            #expect(moved <= found.count / part, "\(moved) of \(found.count): \(problem)")
            #expect(Set(found).count > 50)
          }
        }
      }
    }
  }

  @Test func `an image's outputs do not depend on the others, nor on where pieces begin`() throws {
    let problem = Problem(outputs: 33)
    let (found, _, layer, images) = try solve(problem, images: 20)
    for rows in [0..<30, 30..<600, 17..<311, 599..<600] {
      let part = try layer.product(
        problem.patches(images, rows), converter: CodeConverter(step: 1, codes: 0...127),
        factors: [Float](repeating: 1, count: 33))
      #expect(part == Array(found[rows.lowerBound * 33..<rows.upperBound * 33]))
    }
  }

  @Test(arguments: [false, true], [false, true])
  func `every instruction set gives the same bits`(isSigned: Bool, isDifference: Bool) throws {
    let numbers = KernelNumbers(stream: isSigned ? 1 : 2)
    let (sections, panels, patches) = (2, 4, 37)
    let columns = sections * panels * 16
    /// Two sections of 6 and 3 steps.
    func product(_ functions: Int, isBytes: Bool) -> assay_layer_product {
      let steps = 9 * functions
      let words = numbers.integers(panels * steps * 32, in: Int16(-900)...900)
      let bytes = numbers.integers(panels * steps * 64, in: Int8(-127)...127)
      return assay_layer_product(
        functions: functions, first: numbers.keep([0, 6, 9].map { Int32($0 * functions) }),
        offsets: numbers.keep((0..<steps).map { Int32(2 * $0 + $0 / 4) }),
        weights: isBytes ? UnsafeRawPointer(bytes) : UnsafeRawPointer(words),
        start: numbers.integers(columns, in: Int32(-9999)...9999))
    }
    /// Two sections of 3 and 2 steps of sixteen bytes.
    func moments() -> assay_layer_product {
      let starts = numbers.integers(8, in: Int32(-9999)...9999)
      (starts[3], starts[7]) = (1, 1)
      return assay_layer_product(
        functions: 1, first: numbers.keep([0, 3, 5]),
        offsets: numbers.keep((0..<5).map { Int32(7 * $0) }),
        weights: UnsafeRawPointer(numbers.integers(5 * 3 * 16, in: Int8(-127)...127)),
        start: starts)
    }
    var layer = assay_two_point_layer()
    (layer.sections, layer.panels) = (sections, panels)
    layer.words = product(2, isBytes: false)
    layer.bytes = product(1, isBytes: true)
    layer.changes = product(1, isBytes: false)
    layer.change_bytes = product(2, isBytes: true)
    layer.last = product(1, isBytes: false)
    (layer.is_coupled, layer.is_signed, layer.is_difference) = (
      1, isSigned ? 1 : 0, isDifference ? 1 : 0
    )
    (layer.drive_moments, layer.change_moments) = (
      moments(), moments()
    )
    let driveUnits = UnsafeMutablePointer(mutating: numbers.numbers(8, 1e-6))
    (driveUnits[3], driveUnits[7]) = (1, 1)
    layer.drive_units = UnsafePointer(driveUnits)
    layer.change_units = numbers.numbers(8, 1e-6)
    layer.numbers = numbers.ofColumns(columns, units: [4e-7, 3e-5, 1e-9, 1e-8, 1e-8])
    layer.targets = UnsafePointer(numbers.keep([0, 0, 16, 16] as [Int32]))
    let words = numbers.integers(400, in: Int16.min...Int16.max)
    let bytes = numbers.integers(400, in: UInt8(0)...127)
    let starts = (0..<patches).map { Int32(3 * $0) }
    let products = (layer.changes, layer.change_bytes)
    for (isRefined, isFitted) in [(0, 0), (1, 0), (0, 1), (1, 1)] as [(Int32, Int32)] {
      (layer.is_refined, layer.is_change_fitted) = (isRefined, isFitted)
      (layer.changes, layer.change_bytes) =
        isFitted == 0 ? products : (assay_layer_product(), assay_layer_product())
      let results = [true, false].map { isPlain in
        var sums = [Float](repeating: 0.25, count: patches * 32)
        if isPlain {
          assay_two_point_layer_sums_plain(&layer, patches, starts, words, bytes, 32, &sums)
        } else {
          assay_two_point_layer_sums(&layer, patches, starts, words, bytes, 32, &sums)
        }
        return sums
      }
      #expect(results[0] == results[1])
      #expect(Set(results[0]).count > 100)
    }
    withExtendedLifetime(numbers) {}
  }
}
