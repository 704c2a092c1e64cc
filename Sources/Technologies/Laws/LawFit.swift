public import Calibration
internal import Configuration
internal import Crossbars
internal import Foundation

/// A law fitted to sweeps, and how well it holds.
public struct LawFit: Sendable {
  /// What the fit says of the instrument in one curve.
  public struct Offset: Sendable {
    /// The state.
    public var state: String
    /// The temperature, in degrees Celsius.
    public var temperature: Double
    /// The instrument's current at 0 V, in amperes.
    public var current: Double
  }

  /// The name of the device in technology files.
  public let name: String
  /// Why sweeps alone may not tell it from another law; nil if they do.
  public let remark: String?
  /// The parameters of the law, with their intervals.
  public let parameters: [ParameterEstimate]
  /// The conductance of every state as a technology file states it, in siemens.
  public let conductances: [(state: String, conductance: Double)]
  /// The instrument's current in every curve.
  public let offsets: [Offset]
  /// The root mean square of the residuals in standard deviations of the noise; 1 where the law holds
  /// and the noise is known.
  public let noiseRatio: Double
  /// What the law misses beyond the noise, over the root mean square of a curve's currents; of the
  /// worst curve.
  public let misfit: Double
  /// The largest residual over the largest current of its curve.
  public let largestError: Double
  /// Schwarz's criterion n ln(χ²/n) + k ln n; the smaller, the better.
  public let criterion: Double
  /// How many numbers were fitted: parameters, states and offsets.
  public let fittedCount: Int
  /// How many currents were fitted.
  public let count: Int
  /// Whether noise alone explains the residuals.
  public let isWithinNoise: Bool
  /// Why the values are no law that a technology may have; nil if they are.
  public let refusal: String?
  /// The lines of `[cell]` from `device` on.
  public let cellLines: [String]
  /// The temperature at which the resistances are stated, in degrees Celsius.
  public let temperature: Double

  /// Whether the law holds.
  ///
  /// - Parameter tolerance: The misfit beyond noise that is accepted.
  /// - Returns: Whether noise explains the residuals, or the misfit is within the tolerance, and the
  ///   values are a law.
  public func holds(within tolerance: Double) -> Bool {
    refusal == nil && (isWithinNoise || misfit <= tolerance)
  }

  /// Fits a law; nil if the data cannot be of it.
  ///
  /// - Parameters:
  ///   - law: The law.
  ///   - data: The currents.
  ///   - given: Parameters that are known, by their key.
  /// - Throws: What the search throws.
  init?(_ law: any SweepLaw, _ data: LawData, given: [String: Double]) throws {
    var best: (fit: LawSearch, squares: Double)?
    for start in law.starts(data) {
      let unknown =
        start.parameters.count { $0.obstacle == nil && given[$0.key] == nil }
        + start.states.count + data.curves.count
      // Fewer readings than numbers to be found say nothing.
      guard data.count > unknown else { continue }
      let search = try LawSearch(law, data, start, given: given)
      guard search.squares.isFinite, search.squares < best?.squares ?? .infinity else { continue }
      best = (search, search.squares)
      // Noise explains the rest: no other start can do better.
      let freedom = Double(max(data.count - search.freeCount, 1))
      if search.squares / freedom < 1 + 3 * (2 / freedom).squareRoot() { break }
    }
    guard let search = best?.fit else { return nil }
    name = law.name
    remark = law.remark
    parameters = search.parameters
    count = data.count
    fittedCount = search.freeCount
    let freedom = max(count - fittedCount, 1)
    noiseRatio = (search.squares / Double(freedom)).squareRoot()
    criterion =
      Double(count) * log(max(search.squares, 1e-12) / Double(count))
      + Double(fittedCount) * log(Double(count))
    // The noise itself is known from about half as many differences: three deviations of both.
    isWithinNoise =
      noiseRatio * noiseRatio < 1 + 3 * (2 / Double(freedom) + 4 / Double(count)).squareRoot()
    let misses = search.misses()
    misfit = misses.misfit
    largestError = misses.largest
    temperature = data.readTemperature - 273.15
    offsets = zip(data.curves, search.offsets).map {
      Offset(
        state: data.states[$0.state], temperature: $0.temperature - 273.15, current: $1)
    }
    let values = search.parameters.map(\.value)
    let found = search.states.map {
      law.conductance(ofState: $0, temperature: data.readTemperature, values: values)
    }
    conductances = zip(data.states, found).map { ($0, $1) }
    let (least, most) = (found.min() ?? 0, found.max() ?? 0)
    guard least > 0, most.isFinite else {
      cellLines = []
      refusal = "a state that conducts \(least) S at 0 V"
      return
    }
    cellLines =
      [
        "device = \"\(law.name)\"", "on_resistance_ohm = \(1 / most)",
        "off_resistance_ohm = \(1 / least)",
      ] + law.keys(values, states: search.states, data: data)
    refusal = Self.refusal(of: cellLines, temperature: temperature)
  }

  /// Why a technology with these lines is refused; nil if it is not.
  private static func refusal(of lines: [String], temperature: Double) -> String? {
    let text = TechnologyText(cellLines: lines, temperature: temperature, readVoltage: 1e-3).text
    do {
      _ = try Technology(ConfigurationDocument(text: text, source: "the fit"))
      return nil
    } catch let error as InputError {
      return "\(error.location.map { $0.drop { $0 != "k" } + ": " } ?? "")\(error.found)"
    } catch {
      return "\(error)"
    }
  }
}
