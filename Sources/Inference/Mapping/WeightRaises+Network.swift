internal import Configuration
internal import Foundation
public import Networks
public import Records

extension WeightRaises {
  /// Takes the raises of a network.
  ///
  /// - Parameters:
  ///   - raises: For each layer, and each of its groups, *inputs × outputs* parts of a cell's range, from 0 to 1; nil for
  ///     a layer without.
  ///   - network: The network.
  ///   - file: Its file, with the digest of its bytes.
  package init(_ raises: [[[Float]]?], of network: Network, file: EvaluationResult.Source) {
    self.init(
      network: file,
      layers: zip(network.matrixLayers, raises).compactMap { layer, raises in
        raises.map {
          Layer(
            name: layer.name,
            raises: Data(
              $0.joined().map { UInt8((min(max($0, 0), 1) * Float(Self.parts)).rounded()) }))
        }
      })
  }

  /// Gives a network its raises.
  ///
  /// - Parameters:
  ///   - network: The network.
  ///   - source: The file of the raises, for messages.
  /// - Returns: The network with spreads beside its weights.
  /// - Throws: `InputError` if the raises are those of another network.
  public func applied(to network: Network, source: String) throws -> Network {
    if let wanted = self.network.sha256, wanted != network.sha256 {
      throw InputError(
        source: source, location: "key network.sha256",
        found: "the raises of \(self.network.file), \(wanted)",
        accepted: "those of \(network.source), \(network.sha256)")
    }
    for (index, layer) in layers.enumerated() {
      let own = network.matrixLayers.first { $0.name == layer.name }
      guard let own, own.groups * own.inputs * own.outputs == layer.raises.count else {
        throw InputError(
          source: source, location: "key layers[\(index)]",
          found: "\(layer.raises.count) raises of layer \"\(layer.name)\"",
          accepted: own.map { "\($0.groups * $0.inputs * $0.outputs)" }
            ?? network.matrixLayers.map(\.name).joined(separator: ", "))
      }
    }
    return network.raised(
      by: network.matrixLayers.map { layer in
        layers.first { $0.name == layer.name }.map { found in
          let parts = found.raises.map { Float($0) / Float(Self.parts) }
          let size = layer.inputs * layer.outputs
          return (0..<layer.groups).map { Array(parts[$0 * size..<($0 + 1) * size]) }
        }
      })
  }
}
