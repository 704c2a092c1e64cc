public import GoldenData
public import SpiceSolving

/// The recipe of a golden suite, as `suite.toml` states it.
public struct SuiteRecipe: Sendable {
  /// The name of the suite.
  public var name: String
  /// The technology files, relative to the recipe; at least one.
  public var technologyPaths: [String]
  /// Whether cases are named after their technology; a recipe with one `technology` names them
  /// after its device.
  public var namesTechnologies: Bool
  /// The seed of all chance.
  public var seed: Int
  /// What a result must show; nil takes the standard of the technology.
  public var bounds: EvidenceBounds?
  /// How far a current may be from the stored one when SPICE runs again; nil takes the standard of
  /// the technology.
  public var tolerance: Tolerance?
  /// Why the tolerance is what it is.
  public var toleranceReason: String
  /// The groups of cases, in order; each is a grid.
  public var blocks: [Block]
  /// The arrays of their own files, which come after the cases of the groups.
  public var arrays: [ArrayEntry] = []

  /// The keys of the technologies within the suite: the names of their files, without ending.
  public var technologyKeys: [String] { technologyPaths.map(Self.key(ofPath:)) }

  static func key(ofPath path: String) -> String {
    var name = path.split(separator: "/").last.map(String.init) ?? ""
    if let dot = name.lastIndex(of: "."), dot > name.startIndex { name = String(name[..<dot]) }
    let key = String(
      name.lowercased().map { GoldenTechnology.isKey(String($0)) ? $0 : "-" }.prefix(60))
    return key.isEmpty ? "technology" : key
  }
}
