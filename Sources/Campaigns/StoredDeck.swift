internal import Configuration
internal import Crossbars
public import Foundation
public import GoldenData
internal import LinearAlgebra
internal import Netlists
internal import SpiceSolving

/// A case of a stored suite as a deck that stock ngspice runs and that prints column currents.
public struct StoredDeck: Sendable {
  /// The name of the case.
  public var slug: String
  /// Which input vector, where they leave different rows floating; nil takes the batch's one deck.
  public var input: Int?
  /// Whether the deck is of one read with its line capacitances.
  public var isTransient: Bool

  /// Names a case; nothing is read.
  ///
  /// - Parameters:
  ///   - slug: The name of the case.
  ///   - input: Which input vector; nil takes the batch's one deck, or the first read.
  ///   - isTransient: Whether the deck is of one read with its line capacitances.
  public init(of slug: String, input: Int? = nil, isTransient: Bool = false) {
    self.slug = slug
    self.input = input
    self.isTransient = isTransient
  }

  /// Writes the deck.
  ///
  /// - Parameters:
  ///   - suite: The suite.
  ///   - folder: Its folder.
  /// - Returns: The text of the deck.
  /// - Throws: `UsageError` if there is no such case, input or transient, or if the inputs need
  ///   several decks; what reading technologies and recipe throws.
  public func text(in suite: GoldenSuite, folder: URL) throws -> String {
    let place = folder.relativePath
    guard let item = suite.cases.first(where: { $0.slug == slug }),
      let technology = try suite.technologiesByKey()[item.setting.technology]
    else {
      throw UsageError(
        "--deck \(slug): \(place) has no such case; `assay golden show \(place)` lists them")
    }
    guard (0..<item.batch).contains(input ?? 0) else {
      throw UsageError("--input \(input ?? 0): accepted are 0 to \(item.batch - 1)")
    }
    if isTransient { return try read(of: item, technology, in: suite, folder: folder) }
    let series = DeckSeries(item.crossbar(of: technology), inputs: item.inputs)
    guard input != nil || series.decks.count == 1 else {
      throw UsageError(
        "--deck \(slug): its inputs leave different rows floating, which are "
          + "\(series.decks.count) decks; choose one with --input 0 to \(item.batch - 1)")
    }
    guard let index = series.samples.firstIndex(where: { $0.contains(input ?? 0) }) else {
      preconditionFailure("input \(input ?? 0) is in no deck of \(slug)")
    }
    let samples = series.samples[index].map(String.init).joined(separator: " ")
    return series.decks[index].standalone(
      name: series.decks.count == 1 ? slug : "\(slug), inputs \(samples)")
  }

  /// The deck of a read as its stored numbers were made, with halved time steps.
  private func read(
    of item: GoldenCase, _ technology: Technology, in suite: GoldenSuite, folder: URL
  ) throws -> String {
    let plan = try CampaignPlan(copiedIn: folder, generator: suite.generator)
    guard let settings = plan.cases.first(where: { $0.slug == item.slug })?.transient else {
      throw UsageError(
        "--transient: the recipe of \(folder.relativePath) has no transients of \(item.slug)")
    }
    let deck = TransientDeck(
      item.crossbar(of: technology), input: item.inputs.row(input ?? 0),
      duration: settings.duration, refinement: 1)
    return deck.standalone(name: "\(item.slug), input \(input ?? 0)")
  }
}
