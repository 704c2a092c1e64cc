import Crossbars
import Execution
import Foundation
import Networks
import Testing

/// Converters that count comparisons, against their definition.
struct CounterTests {
  /// Seed, tag, trial, image and layer of `docs/partial-sums.md`.
  private static func key(seed: UInt64 = 0) -> UInt64 {
    SeededGenerator.key(seed: seed, parts: [0x5354_4f58, 0, 0, 0])
  }

  private static func mixed(_ value: UInt64) -> UInt64 {
    var z = value
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }

  /// Half n of the words of an element.
  private static func half(_ n: Int, element: UInt64, key: UInt64) -> UInt32 {
    let word = mixed(key &+ 0x9e37_79b9_7f4a_7c15 &* (32 &* element &+ UInt64(n / 2) &+ 1))
    return UInt32(truncatingIfNeeded: n % 2 == 0 ? word : word >> 32)
  }

  /// Counts of vectors, *vectors × width*; the columns behind the conversions stay 0.
  private func counts(
    _ values: [Float], width: Int, columns: Int, _ counter: Counter, key: UInt64?, read: Int = 0,
    positions: Int = 1, threshold: Float = 0
  ) -> [Float] {
    var sums = [Float](repeating: 0, count: values.count)
    let conversion = CountConversion(slope: 1, threshold: threshold, worth: 1, base: 0)
    sums.withUnsafeMutableBufferPointer { sums in
      guard let start = sums.baseAddress else { return }
      counter.add(
        values, by: [CountConversion](repeating: conversion, count: columns),
        draws: key.map { key in Draws(positions: positions) { key &+ UInt64($0) } }, read: read,
        first: 0, width: width, to: start)
    }
    return sums
  }

  @Test func `keys and halves are those of the published check values`() {
    #expect(Self.mixed(0x9e37_79b9_7f4a_7c15) == 0xe220_a839_7b1d_cdaf)
    #expect(Self.key() == 0xee1c_f5c9_6b08_aa16)
    let halves: [UInt32] = [
      0x3276_f167, 0x4fcf_afe0, 0x4ecd_645e, 0x20cf_e9d6, 0x7bb0_fa7f, 0x7718_26a7, 0x5070_f5da,
      0x3b72_6868,
    ]
    #expect((0..<8).map { Self.half($0, element: 0, key: Self.key()) } == halves)
  }

  @Test(arguments: [(1, [0, 1, 1, 1]), (2, [0, 2, 2, 2]), (4, [0, 2, 4, 4]), (8, [0, 4, 8, 7])])
  func `four sums have the published counts`(samples: Int, wanted: [Float]) {
    // Two tiles of two columns, κ = .02.
    let sums: [[Float]] = [[-60, -10], [47, 70]]
    let found = sums.enumerated().flatMap { tile, sums in
      counts(
        sums.map { 0.02 * $0 } + [Float](repeating: 0, count: 14), width: 16, columns: 2,
        Counter(samples: samples), key: Self.key(), read: tile
      ).prefix(2)
    }
    #expect(found == wanted)
  }

  /// Several kinds of converters.
  private static let counters = [
    Counter(samples: 1), Counter(samples: 3), Counter(samples: 8), Counter(samples: 64),
    Counter(samples: 8, spacing: 4.2), Counter(samples: 5, spacing: 0.7),
    Counter(
      samples: 6, spacing: 0.5,
      curve: .init(places: -3...2, probabilities: [0.02, 0.1, 0.15, 0.6, 0.9, 0.97])),
  ]

  @Test(arguments: counters.indices)
  func `counts are those of the definition`(index: Int) {
    let counter = Self.counters[index]
    let (width, columns, positions) = (32, 21, 7)
    var generator = SeededGenerator(seed: 5, stream: UInt64(index))
    let values = (0..<40 * width).map { _ in Float(6 * generator.normal()) }
    let key = Self.key(seed: 3)
    let found = counts(
      values, width: width, columns: columns, counter, key: key, read: 2, positions: positions,
      threshold: 0.25)
    func probability(_ z: Double) -> Double {
      guard let curve = counter.curve else { return (1 + tanh(z)) / 2 }
      let last = Double(curve.probabilities.count - 1)
      let (low, high) = (Double(curve.places.lowerBound), Double(curve.places.upperBound))
      let place = min(max((z - low) / (high - low) * last, 0), last)
      let lower = min(Int(place), curve.probabilities.count - 2)
      let (left, right) = (curve.probabilities[lower], curve.probabilities[lower + 1])
      return Double(left) + (place - Double(lower)) * Double(right - left)
    }
    for vector in 0..<40 {
      let (image, position) = vector.quotientAndRemainder(dividingBy: positions)
      for column in 0..<columns {
        let z = Double(values[vector * width + column]) - 0.25
        let element = UInt64((2 * columns + column) * positions + position)
        let wanted = (0..<counter.samples).count { n in
          let half = Self.half(n, element: element, key: key &+ UInt64(image))
          return Double(half >> 9) + 0.5
            < probability(z - Double(counter.shifts[n])) * 8_388_608
        }
        #expect(found[vector * width + column] == Float(wanted), "\(vector), \(column)")
      }
    }
  }

  @Test(arguments: counters.indices)
  func `means are those of the probabilities`(index: Int) {
    let counter = Self.counters[index]
    let values = (0..<16).map { 0.7 * Float($0) - 5 }
    let means = counts(values, width: 16, columns: 16, counter, key: nil)
    // The mean of many draws, each of which has a deviation of half a sample at most.
    let draws = 20_000
    var sums = [Double](repeating: 0, count: 16)
    for draw in 0..<draws {
      let found = counts(values, width: 16, columns: 16, counter, key: UInt64(draw) &* 977)
      for column in 0..<16 { sums[column] += Double(found[column]) }
    }
    for column in 0..<16 {
      let bound = 5 * 0.5 * (Double(counter.samples) / Double(draws)).squareRoot()
      #expect(
        (sums[column] / Double(draws) - Double(means[column])).magnitude < bound, "\(column)")
    }
  }

  @Test func `a million draws have the binomial distribution`() {
    let (samples, mean) = (4, tanh(0.4))
    let width = 16
    let vectors = 1_000_000 / width
    let found = counts(
      [Float](repeating: 0.4, count: vectors * width), width: width, columns: width,
      Counter(samples: samples), key: Self.key(seed: 9), positions: vectors)
    var counted = [Int](repeating: 0, count: samples + 1)
    for count in found { counted[Int(count)] += 1 }
    let p = (1 + mean) / 2
    let choices = [1.0, 4, 6, 4, 1]
    let square = (0...samples).reduce(0.0) { sum, k in
      let wanted =
        Double(found.count) * choices[k] * pow(p, Double(k)) * pow(1 - p, Double(samples - k))
      let difference = Double(counted[k]) - wanted
      return sum + difference * difference / wanted
    }
    // χ² of four degrees of freedom is beyond 18.5 once in a thousand.
    #expect(square < 18.5)
  }

  @Test func `samples of fewer are the first of more`() {
    let values = (0..<16).map { 0.2 * Float($0) - 1.5 }
    let found = (1...64).map {
      counts(values, width: 16, columns: 16, Counter(samples: $0), key: Self.key(seed: 2))
    }
    for (few, more) in zip(found, found.dropFirst()) {
      #expect(zip(few, more).allSatisfy { $1 - $0 == 0 || $1 - $0 == 1 })
    }
  }

  @Test func `slopes are those of the definition`() throws {
    // A layer of one input, whose sums are its codes.
    let (outputs, vectors) = (3, 40)
    let thresholds: [Float] = [0, 0.5, -1]
    let kappa: Float = 0.05
    let inputs = LayerInputs(
      (0..<vectors).map { Float($0) - 20 }, imageSize: 1, positions: 1, width: 1, rows: 0..<vectors)
    let converter = CodeConverter(step: 1, codes: -63...63)
    for counter in [
      Counter(samples: 4), Counter(samples: 8, spacing: 0.3), Counter(samples: 1, isSharp: true),
    ] {
      let layer = CountingLayer(
        [
          CountingSection(
            rows: 0..<1, matrix: [1, 1, 1], width: 3,
            conversions: [
              thresholds.map {
                CountConversion(slope: kappa, threshold: $0, worth: 1, base: 0, rise: 1 / kappa)
              }
            ], reads: [0], parts: [1])
        ], counters: [counter], geometry: CodeGeometry(window: nil, inputs: 1), outputs: outputs,
        largestCode: 63, streamBits: 6)
      let drawn = layer.drawing(Draws(positions: 1) { UInt64($0) &* 77 })
      let counts = try drawn.product(
        inputs, converter: converter, factors: [Float](repeating: 1, count: outputs))
      let counting = try #require(drawn as? CountingLayer)
      let slopes = try counting.partSlopes(
        inputs, converter: converter, factors: [2, 2, 2])
      try #require(slopes.count == 1 && slopes[0].rows == 0..<1)
      #expect(slopes[0].rises == [Float](repeating: 2 / kappa, count: outputs))
      let variances = try layer.variances(inputs, converter: converter, factors: [1, 2, 3])[0]
      let statistics = SampleVariance(counter)
      for place in variances.indices {
        let (vector, output) = place.quotientAndRemainder(dividingBy: outputs)
        let z = Double(kappa) * Double(vector - 20) - Double(thresholds[output])
        let wanted = Double((output + 1) * (output + 1)) * statistics(z)
        #expect((Double(variances[place]) - wanted).magnitude < 1e-5 * (1 + wanted))
      }
      let means = try layer.partSlopes(inputs, converter: converter, factors: [1, 1, 1])[0]
      for vector in 0..<vectors {
        for output in 0..<outputs {
          let z = kappa * (Float(vector) - 20) - thresholds[output]
          let (m, place) = (tanh(z), vector * slopes[0].stride + output)
          let mean = 2 * counts[vector * outputs + output] / Float(counter.samples) - 1
          let isLimited = counter.isSharp || counter.shifts[0] != 0
          let reach = counter.isSharp ? 1 : Float(counter.samples) * 0.15
          let inside: Float = abs(z) < reach ? 1 : 0
          let wanted = isLimited ? inside : 1 - m * mean
          #expect((slopes[0].slopes[place] - wanted).magnitude < 1e-5, "\(vector), \(output)")
          let expected = isLimited ? inside : 1 - m * m
          #expect((means.slopes[place] - expected).magnitude < 1e-5, "\(vector), \(output)")
        }
      }
    }
  }

  @Test func `a comparison without chance is a sign`() {
    let values: [Float] = [-2, -1e-9, 0, 1e-9, 3] + [Float](repeating: 0, count: 11)
    let counter = Counter(samples: 1, isSharp: true)
    for key in [nil, Self.key()] {
      #expect(
        counts(values, width: 16, columns: 5, counter, key: key).prefix(5) == [0, 0, 1, 1, 1])
    }
  }

  @Test func `currents of any size have a count`() {
    let values: [Float] =
      [-1e30, 1e30, -300, 300, -87, 87, 0, -0.0] + [Float](repeating: 0, count: 8)
    for counter in Self.counters where counter.curve == nil {
      let found = counts(values, width: 16, columns: 16, counter, key: Self.key())
      let all = Float(counter.samples)
      #expect(found[0] == 0 && found[1] == all && found[2] == 0 && found[3] == all)
      #expect(found[4] == 0 && found[5] == all)
    }
  }
}

/// The variance of a count by its definition.
private struct SampleVariance {
  let counter: Counter

  init(_ counter: Counter) { self.counter = counter }

  func callAsFunction(_ z: Double) -> Double {
    guard !counter.isSharp else { return 0 }
    return counter.shifts.reduce(0) { sum, shift in
      let p = (1 + tanh(z - Double(shift))) / 2
      return sum + p * (1 - p)
    }
  }
}
