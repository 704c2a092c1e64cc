public import Crossbars

extension TechnologyRecord {
  /// The first value in which another technology differs, explained; nil if there is none.
  ///
  /// - Parameter technology: The technology that a model is wanted for.
  /// - Returns: The name of the value with what this record and the technology hold.
  public func difference(from technology: Technology) -> String? {
    let other = TechnologyRecord(technology)
    var words = [
      ("topology", topology, other.topology), ("device", device, other.device),
    ]
    words += ReadMode.Key.allCases.map { ($0.rawValue, readMode[$0], other.readMode[$0]) }
    for (key, own, wanted) in words where own != wanted {
      return "\(key) is \(own), not \(wanted)"
    }
    if let difference = Self.difference(
      "the cell's parameters", deviceParameters, other.deviceParameters)
    {
      return difference
    }
    if let difference = partDifference(from: other) { return difference }
    for key in Self.valueKeys where values[key] != other.values[key] {
      return "\(key) is \(values[key] ?? .nan), not \(other.values[key] ?? .nan)"
    }
    return nil
  }

  private func partDifference(from other: TechnologyRecord) -> String? {
    for name in Part.names {
      let own = parts.first { $0.name == name }
      let wanted = other.parts.first { $0.name == name }
      guard own != wanted else { continue }
      guard let own else { return "\(name) is absent, not present" }
      guard let wanted else { return "\(name) is present, not absent" }
      if own.model != wanted.model {
        return "\(name) is \(own.model ?? "plain"), not \(wanted.model ?? "plain")"
      }
      return Self.difference(name, own.parameters, wanted.parameters)
        ?? "\(name) has another model card or characteristic"
    }
    return nil
  }

  private static func difference(
    _ what: String, _ own: [DeviceParameter], _ wanted: [DeviceParameter]
  ) -> String? {
    if own.map(\.key) != wanted.map(\.key) {
      return "\(what) are \(own.map(\.key)), not \(wanted.map(\.key))"
    }
    for (own, wanted) in zip(own, wanted) where own.values != wanted.values {
      // A measured sweep would fill pages.
      guard own.values.count <= 4, wanted.values.count <= 4 else {
        return "\(own.key) holds other values"
      }
      func text(_ values: [Double]) -> String {
        values.count == 1 ? "\(values[0])" : "\(values)"
      }
      return "\(own.key) is \(text(own.values)), not \(text(wanted.values))"
    }
    return nil
  }
}
