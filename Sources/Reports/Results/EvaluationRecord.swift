/// An evaluation as `assay evaluate` stored it, as far as reports show it.
struct EvaluationRecord: Decodable, Sendable {
  struct Source: Decodable, Sendable {
    var file: String
    var sha256: String?
  }

  struct Share: Decodable, Sendable {
    var value: Double
    var lower: Double
    var upper: Double
  }

  struct Mean: Decodable, Sendable {
    var mean: Double
    var lower: Double
    var upper: Double
  }

  struct Accuracy: Decodable, Sendable {
    var top1: Share
    var top5: Share?
  }

  struct Trial: Decodable, Sendable {
    var trial: Int
    var accuracy: Accuracy
  }

  struct Summary: Decodable, Sendable {
    var top1: Mean
    var top5: Mean?
  }

  struct Layer: Decodable, Sendable {
    var name: String
    var inputs: Int
    var outputs: Int
    var groups: Int
    var arrays: Int
    var relativeError: Double?
  }

  struct Technology: Decodable, Sendable {
    var name: String
  }

  struct Mapping: Decodable, Sendable {
    struct Tile: Decodable, Sendable {
      var rows: Int
      var columns: Int
    }

    struct Resolution: Decodable, Sendable {
      var bits: Int
    }

    struct Outputs: Decodable, Sendable {
      /// Nil for stochastic converters.
      var bits: Int?
    }

    var tile: Tile
    var weights: Resolution
    var inputs: Resolution
    var adc: Outputs
  }

  var schema: Int
  var network: Source
  var dataSet: String
  var images: Int
  var solver: String
  var model: Source?
  var technology: Technology?
  var mapping: Mapping?
  /// Which converters stood behind the columns; nil in results without that word.
  var converter: String?
  var seed: UInt64
  var digital: Accuracy
  var trials: [Trial]
  var summary: Summary?
  var layers: [Layer]

  /// The shares of the file, which must lie between 0 and 1.
  var shares: [Double] {
    let accuracies = [digital] + trials.map(\.accuracy)
    let proportions = accuracies.flatMap { [$0.top1] + ($0.top5.map { [$0] } ?? []) }
    let means = summary.map { [$0.top1] + ($0.top5.map { [$0] } ?? []) } ?? []
    return proportions.flatMap { [$0.value, $0.lower, $0.upper] }
      + means.flatMap { [$0.mean, $0.lower, $0.upper] }
  }

  /// What computed the layers, such as `fcm (calibrated), sinh-100k`.
  var shortMethod: String {
    solver + (model == nil ? "" : " (calibrated)") + (technology.map { ", \($0.name)" } ?? "")
  }

  /// What computed the layers, with the arrays and the resolutions.
  var method: String {
    var parts = [shortMethod]
    if let mapping {
      parts.append("\(mapping.tile.rows) × \(mapping.tile.columns) arrays")
      parts.append(
        "bits: weights \(mapping.weights.bits), inputs \(mapping.inputs.bits)"
          + (converter.map { ", column converters: \($0)" }
            ?? ", ADC \(mapping.adc.bits == 0 ? "none" : "\(mapping.adc.bits ?? 0)")"))
    }
    return parts.joined(separator: ", ")
  }
}
