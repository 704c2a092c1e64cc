internal import Crossbars

extension TechnologyRecord: Codable {
  /// A key of the record: `read_voltage_volt` in a file, `readVoltageVolt` in memory, as the coders
  /// of model files convert their keys.
  private struct Key: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(_ name: String) {
      let words = name.split(separator: "_")
      stringValue = words.dropFirst().reduce(String(words[0])) {
        $0 + $1.prefix(1).uppercased() + $1.dropFirst()
      }
    }
    init?(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }

    static let name = Key("name")
    static let topology = Key("topology")
    static let device = Key("device")
    static let deviceParameters = Key("device_parameters")
    static let parts = Key("parts")
    /// The one parameter of a sinh cell stands beside the others, under its own key.
    static let sinhVoltage = Key(SinhDevice.voltageKey)
  }

  private static let sinhName = SinhDevice(characteristicVoltage: 1).name

  /// Reads the record; a value that is missing or no such word is an error.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    name = try container.decode(String.self, forKey: .name)
    topology = try container.decode(String.self, forKey: .topology)
    device = try container.decode(String.self, forKey: .device)
    deviceParameters =
      device == Self.sinhName
      ? [
        DeviceParameter(
          SinhDevice.voltageKey, try container.decode(Double.self, forKey: .sinhVoltage))
      ]
      : try container.decodeIfPresent([DeviceParameter].self, forKey: .deviceParameters) ?? []
    parts = try container.decode([Part].self, forKey: .parts)
    readMode = try ReadMode { key in
      let word = try container.decode(String.self, forKey: Key(key.rawValue))
      guard ReadMode.words(for: key).contains(word) else {
        throw DecodingError.dataCorruptedError(
          forKey: Key(key.rawValue), in: container,
          debugDescription: "\"\(word)\", not \(ReadMode.words(for: key))")
      }
      return word
    }
    values = [:]
    for key in Self.valueKeys {
      values[key] = try container.decode(Double.self, forKey: Key(key))
    }
  }

  /// Writes the values beside each other, under the keys that technology files have for them.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(name, forKey: .name)
    try container.encode(topology, forKey: .topology)
    try container.encode(device, forKey: .device)
    if device == Self.sinhName {
      try container.encode(deviceParameters.first?.values.first, forKey: .sinhVoltage)
    } else if !deviceParameters.isEmpty {
      try container.encode(deviceParameters, forKey: .deviceParameters)
    }
    try container.encode(parts, forKey: .parts)
    for key in ReadMode.Key.allCases {
      try container.encode(readMode[key], forKey: Key(key.rawValue))
    }
    for (key, value) in values { try container.encode(value, forKey: Key(key)) }
  }
}
