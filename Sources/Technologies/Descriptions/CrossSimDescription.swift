internal import Configuration
public import Foundation

/// The parameters of CrossSim, a JSON file as its version 3 writes it, as a technology and a mapping.
///
/// CrossSim computes with conductances over the largest one and with inputs from −1 to 1. A current of
/// one here is `Vread / Rmin` amperes.
public struct CrossSimDescription {
  /// What became of the file.
  public private(set) var translation: Translation
  var parameters: ForeignParameters
  /// Lines of the technology, table by table.
  var cell: [String] = []
  var errors = ""
  var read: [String] = []
  /// How a core holds weights.
  var layout = Core(isOffset: false, isSubtracted: true, isSliced: false)
  /// The current that CrossSim calls one, in amperes.
  var unitCurrent = 1.0
  /// Lines of the mapping, by table.
  var mapping: [(table: String, lines: [String])] = []

  /// Reads a file.
  ///
  /// - Parameters:
  ///   - url: A file of CrossSim's parameters.
  ///   - name: The name of the technology.
  /// - Throws: `UnavailableError` if it cannot be read; `InputError` with file and line if it is not JSON,
  ///   with file and key if a value is not one of CrossSim's, or cannot be converted.
  public init(contentsOf url: URL, name: String) throws {
    try self.init(
      InputFile.data(of: url, limit: InputFile.configurationLimit), source: url.path, name: name)
  }

  /// Reads a text.
  ///
  /// - Parameters:
  ///   - data: The text of a file of CrossSim's parameters.
  ///   - source: The name that messages use.
  ///   - name: The name of the technology.
  /// - Throws: `InputError` as ``init(contentsOf:name:)`` does.
  public init(_ data: Data, source: String, name: String) throws {
    parameters = try ForeignParameters(data, source: source)
    let file = URL(fileURLWithPath: source).lastPathComponent
    translation = Translation(of: "CrossSim's \(file)")
    guard ["core", "simulation", "xbar"].contains(where: { parameters.contains(under: $0) }) else {
      throw InputError(
        source: source, found: "none of the tables xbar, core and simulation",
        accepted: "parameters of CrossSim")
    }
    let device = try deviceParameters()
    unitCurrent = device.voltage / device.on
    try deviceErrors(device)
    let resistances = try wires()
    try core(device)
    try converters()
    try remainder()
    translation.technology =
      translation.comments("assay technology translate")
      + "schema = 1\nname = \(TechnologyText.quoted(name))\n"
      + "source = \(TechnologyText.quoted("CrossSim's \(file), by assay technology translate"))\n"
      + "[cell]\n" + cell.map { $0 + "\n" }.joined() + resistances
      + "[read]\n" + read.map { $0 + "\n" }.joined() + errors
    translation.mapping =
      translation.comments("assay technology translate")
      + mapping.map { "[\($0.table)]\n" + $0.lines.map { $0 + "\n" }.joined() }.joined()
  }

  // MARK: - The account

  /// Takes a parameter over.
  mutating func take(_ path: String, _ value: some CustomStringConvertible, as remark: String) {
    if stated.contains(path) {
      translation.take(path, "\(value)", as: remark)
    } else {
      translation.assume(
        path, "\(value)", because: "CrossSim's own value where it is absent; \(remark)")
    }
  }

  /// Leaves a parameter that has no counterpart.
  mutating func leave(_ path: String, _ value: String, _ remark: String) {
    translation.leave(path, value, remark)
  }

  /// Notes what no parameter says.
  mutating func assume(_ key: String, _ value: String, because remark: String) {
    translation.assume(key, value, because: remark)
  }

  /// The paths that the file has, read or not.
  var stated: Set<String> { parameters.paths }

  /// Whatever is left is named.
  private mutating func remainder() throws {
    for (path, value) in parameters.rest {
      let remark =
        if path.hasPrefix("simulation.") {
          "a setting of the simulator, not of the circuit"
        } else if path.contains(".vmm") {
          "arrays are read from rows to columns here"
        } else { "unknown here" }
      leave(path, value.shown, remark)
    }
  }
}
