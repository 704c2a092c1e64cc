internal import Configuration
public import GoldenData
internal import LinearAlgebra

/// Cells that were read at one time after they were programmed.
public struct ConductanceSamples: Sendable {
  /// The time from programming to the read, in seconds; nil for right after programming.
  public var time: Double?
  /// The cells.
  public var samples: [ConductanceSample]

  /// Creates a set of samples.
  ///
  /// - Parameters:
  ///   - time: The time from programming to the read, in seconds; nil for right after programming.
  ///   - samples: The cells.
  public init(time: Double? = nil, samples: [ConductanceSample]) {
    self.time = time
    self.samples = samples
  }

  /// Takes wanted and programmed conductances from golden data.
  ///
  /// Every programming of every array counts once: other inputs and other reads of it find the same
  /// programming errors.
  ///
  /// - Parameters:
  ///   - suite: A suite.
  ///   - key: The key of the technology.
  /// - Returns: The samples of every time, in ascending order.
  /// - Throws: `InputError` if the suite has no wanted conductances of that technology.
  public static func programmed(
    in suite: GoldenSuite, technology key: String
  ) throws -> [ConductanceSamples] {
    struct Programming: Hashable {
      var time: Double?
      var array: Int
      var cycle: Int
      var rows: Int
      var columns: Int
      var targets: [Double]
    }
    var known: Set<Programming> = []
    var samples: [Double: [ConductanceSample]] = [:]
    for item in suite.cases where item.setting.technology == key {
      guard let targets = item.targets else { continue }
      let programming = Programming(
        time: item.setting.time, array: item.setting.array, cycle: item.setting.cycle,
        rows: item.rows, columns: item.columns, targets: targets.elements)
      guard known.insert(programming).inserted else { continue }
      let instance =
        "\(item.rows)x\(item.columns)-array\(programming.array)-cycle\(programming.cycle)"
      samples[item.setting.time ?? -1, default: []] += zip(
        targets.elements, item.conductances.elements
      ).filter { $0.0 > 0 }.map {
        ConductanceSample(target: $0.0, measured: $0.1, instance: instance)
      }
    }
    guard !samples.isEmpty else {
      throw InputError(
        source: "suite \(suite.name)", location: "technology \(key)",
        found: "no array with wanted conductances beside the programmed ones",
        accepted: "a technology whose programming varies")
    }
    return samples.keys.sorted().map {
      ConductanceSamples(time: $0 < 0 ? nil : $0, samples: samples[$0] ?? [])
    }
  }
}
