internal import Crossbars

extension StochasticConverter {
  /// The references of stepped thresholds, one ladder for all converters of an array.
  ///
  /// - Returns: Element lines; none where thresholds do not step.
  func referenceElements() -> [String] {
    guard thresholdStep != 0 else { return [] }
    return (0..<samples).map { sample in
      let shift = thresholdShift(ofSample: sample) * (fullScaleVoltage - zeroVoltage)
      return "vsr\(sample) \(Self.reference(sample)) 0 dc \(shift)"
    }
  }

  /// The node whose voltage the threshold of a sample is higher by.
  private static func reference(_ sample: Int) -> String { "sr\(sample)" }

  /// The node whose voltage is 1 and the mean of a sample.
  ///
  /// - Parameters:
  ///   - sample: The number of the sample.
  ///   - output: The node of the mean of all samples.
  /// - Returns: The node; the same for a conversion of one sample.
  func sampleNode(_ sample: Int, of output: String) -> String {
    samples == 1 ? output : "\(output)_\(sample)"
  }

  /// The means of the converter of one column or pair.
  ///
  /// A node has 1 more than a mean: the simulator would not stop before a mean near 0 were as exact as a part of it,
  /// which the rounding of what is in front of the converter does not allow.
  ///
  /// - Parameters:
  ///   - name: What tells this converter from the others.
  ///   - input: The node of the voltage to convert.
  ///   - output: The node whose voltage is 1 and the mean of the outputs; those of the samples are beside it.
  ///   - deviation: How the converter deviates.
  /// - Returns: Element lines.
  func netlistElements(
    named name: String, input: String, output: String, deviation: Deviation = .none
  ) -> [String] {
    guard samples > 1 else {
      return deviceElements(
        named: name, input: "v(\(input))", output: output, deviation: deviation)
    }
    var lines: [String] = []
    for sample in 0..<samples {
      let own = "\(name)_\(sample)"
      let node = sampleNode(sample, of: output)
      let shifted =
        thresholdStep == 0
        ? "v(\(input))" : "(v(\(input))-v(\(Self.reference(sample))))"
      guard resetFailure > 0, sample > 0 else {
        lines += deviceElements(named: own, input: shifted, output: node, deviation: deviation)
        continue
      }
      // 1 + m = r + h (2 − r) (1 + m of the sample before) / 2 with r that of a complete reset, see SampleChain.
      let fresh = "as\(own)"
      lines += deviceElements(named: own, input: shifted, output: fresh, deviation: deviation)
      lines.append(
        "bmtr\(own) \(node) 0 v=v(\(fresh))+\(BehavioralNumber(resetFailure / 2))"
          + "*(2-v(\(fresh)))*v(\(sampleNode(sample - 1, of: output)))")
    }
    lines.append("bmtm\(name) \(output) 0 v=\(BehavioralNumber(1 / Double(samples)))*(0")
    for first in stride(from: 0, to: samples, by: 8) {
      let part = (first..<min(first + 8, samples)).map { "v(\(sampleNode($0, of: output)))" }
      lines.append("+ +" + part.joined(separator: "+"))
    }
    lines[lines.count - 1] += ")"
    return lines
  }

  /// What a device gives after a complete reset.
  ///
  /// - Parameters:
  ///   - name: What tells this device from the others.
  ///   - input: The voltage to convert, less that by which the threshold is higher.
  ///   - output: The node whose voltage is 1 and the mean.
  ///   - deviation: How the converter deviates.
  /// - Returns: Element lines.
  func deviceElements(
    named name: String, input: String, output: String, deviation: Deviation
  ) -> [String] {
    let factor = 1 + deviation.sensitivity
    let zero = BehavioralNumber(zeroVoltage)
    guard let curve else {
      let slope = BehavioralNumber(sensitivity * factor / (fullScaleVoltage - zeroVoltage))
      let shift = BehavioralNumber(sensitivity * factor * (offset + deviation.offset))
      return ["bmtj\(name) \(output) 0 v=1+tanh(\(slope)*(\(input)-\(zero))-\(shift))"]
    }
    // Beyond its ends the simulator would go on as between the last two points. Inputs count from the first point, as
    // means do from −1, and have 1 added.
    let first = curve.inputs[0]
    let slope = BehavioralNumber(factor / (fullScaleVoltage - zeroVoltage))
    let shift = BehavioralNumber(1 + offset - factor * (offset + deviation.offset) - first)
    let last = BehavioralNumber(1 + curve.inputs[curve.inputs.count - 1] - first)
    let points = zip(curve.inputs, curve.probabilities).map { "\(1 + $0 - first),\($1)" }
    var lines = [
      "bmtx\(name) ax\(name) 0 v=min(max(\(slope)*(\(input)-\(zero))+\(shift),1),\(last))",
      "bmtj\(name) \(output) 0 v=2*pwl(v(ax\(name)),",
    ]
    for start in stride(from: 0, to: points.count, by: 8) {
      let end = min(start + 8, points.count)
      lines.append(
        "+ \(points[start..<end].joined(separator: ","))\(end < points.count ? "," : ")")")
    }
    return lines
  }
}
