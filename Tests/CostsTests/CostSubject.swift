import Configuration
import Costs
import Foundation
import Inference
import Networks
import Records
import TestSupport

/// Networks, mappings and cost files of the tests of costs.
enum CostSubject {
  /// The folder of the cost files.
  static let folder = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("costs")

  /// A cost file of the project with other values of some keys.
  static func file(
    _ name: String, _ changes: [String: ConfigurationValue] = [:]
  ) throws -> CostFile {
    let document = try ConfigurationDocument(
      contentsOf: folder.appendingPathComponent("\(name).toml"))
    return try CostFile(
      changes.sorted { $0.key < $1.key }.reduce(document) { document, change in
        try document.replacing(
          change.key.split(separator: ".").map(String.init), with: change.value)
      })
  }

  /// A mapping of the folder.
  static func mapping(_ name: String) throws -> Mapping {
    try Mapping(contentsOf: folder.appendingPathComponent("mappings/\(name).toml"))
  }

  static func resnet20() throws -> Network {
    try Network(contentsOf: ReferenceData.network("cifar10-resnet20"))
  }

  /// Eight-bit pairs in one cell each, eight-bit inputs in one stream, eight-bit ADCs behind every column.
  static func whole(_ size: Int, _ change: (inout Mapping) -> Void = { _ in }) -> Mapping {
    var mapping = Mapping()
    (mapping.tile.rows, mapping.tile.columns) = (size, size)
    mapping.outputs.bits = 8
    mapping.outputs.reads = .column
    change(&mapping)
    return mapping
  }

  /// Sixteen-bit raised weights in two-bit cells, one-bit streams, ADCs that hold every sum.
  static func bitSerial(_ size: Int) -> Mapping {
    whole(size) { mapping in
      (mapping.weights.bits, mapping.weights.bitsPerCell) = (16, 2)
      mapping.weights.encoding = .offset
      mapping.weights.reference = .digital
      (mapping.inputs.bits, mapping.inputs.bitsPerStream) = (16, 1)
      mapping.outputs.bits = Int(log2(Double(3 * size + 1)).rounded(.up))
    }
  }

  /// What a mapping of ResNet-20 costs with ADCs.
  static func cost(
    _ mapping: Mapping, _ file: CostFile
  ) throws -> (layers: [(name: String, cost: Cost)], total: Cost) {
    let designs = try Design.all(
      of: .network(resnet20()), mapping: mapping, technology: nil, file: file, devices: [],
      name: "test")
    return try designs[0].cost(file)
  }
}

extension Cost {
  /// Energy times time times area, in µJ ms mm².
  var product: Double { totalEnergy * 1e6 * latency * 1e3 * totalArea * 1e6 }
}

/// Whether two numbers agree up to the digits of a published table.
func agrees(_ found: Double, _ wanted: Double, to tolerance: Double) -> Bool {
  (found - wanted).magnitude <= tolerance * wanted.magnitude
}
