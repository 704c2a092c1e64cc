/// What the layers of some names have otherwise.
public struct LayerRule: Sendable, Equatable, Codable {
  /// The name of a layer, or a pattern of names.
  public var match: String
  /// What they have otherwise.
  public var change: MappingChange
  /// Where the rule stands in its file, for messages.
  public var location = "key layer.match"

  private enum CodingKeys: CodingKey {
    case match, change
  }

  /// Creates a rule.
  ///
  /// - Parameters:
  ///   - match: The name of a layer, or a pattern of names.
  ///   - change: What they have otherwise.
  public init(match: String, change: MappingChange) {
    self.match = match
    self.change = change
  }

  /// Whether a name is a pattern, or is matched by it.
  ///
  /// - Parameters:
  ///   - name: The name of a layer.
  ///   - pattern: A name, or one in which `*` stands for any text and `?` for one character.
  /// - Returns: Whether it is.
  package static func matches(_ name: String, pattern: String) -> Bool {
    if name == pattern { return true }
    let (name, pattern) = (Array(name), Array(pattern))
    // Where the last star stands, and how much of the name it has taken: on a mismatch it takes one
    // character more.
    var (place, taken, star, resumed) = (0, 0, -1, 0)
    while taken < name.count {
      if place < pattern.count, pattern[place] == "*" {
        (star, resumed) = (place, taken)
        place += 1
      } else if place < pattern.count, pattern[place] == "?" || pattern[place] == name[taken] {
        place += 1
        taken += 1
      } else if star >= 0 {
        resumed += 1
        (place, taken) = (star + 1, resumed)
      } else {
        return false
      }
    }
    return pattern[place...].allSatisfy { $0 == "*" }
  }
}

extension Mapping {
  /// The mapping of one layer.
  ///
  /// - Parameter name: The name of the layer.
  /// - Returns: The mapping with all rules that match the layer, one after the other; it has no rules.
  package func mapping(ofLayer name: String) -> Mapping {
    var mapping = self
    mapping.layerRules = []
    mapping.digitalLayers = isDigital(layer: name) ? [name] : []
    for rule in layerRules where LayerRule.matches(name, pattern: rule.match) {
      rule.change.apply(to: &mapping)
    }
    return mapping
  }

  /// Whether a layer stays digital.
  ///
  /// - Parameter name: The name of the layer.
  /// - Returns: What the last rule that speaks of it says, else whether it is among the digital layers.
  package func isDigital(layer name: String) -> Bool {
    let rule = layerRules.last {
      $0.change.isDigital != nil && LayerRule.matches(name, pattern: $0.match)
    }
    return rule?.change.isDigital
      ?? digitalLayers.contains { LayerRule.matches(name, pattern: $0) }
  }
}
