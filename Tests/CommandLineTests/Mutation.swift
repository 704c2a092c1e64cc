import Configuration
import CrossbarModels
import Crossbars
import Foundation
import GoldenData
import Records
import Testing

/// One thing that goes wrong with stored data or with a model, at a place that a seed chooses.
struct Mutation: Sendable, CustomTestStringConvertible {
  /// What goes wrong.
  var testDescription: String
  /// The suite that is changed, or that the changed model belongs to.
  var suite: String
  /// The change.
  var apply: @Sendable (Workplace, inout SeededGenerator) throws -> Void

  /// A change of numbers or technologies of a suite, whose digests then fit.
  static func data(
    _ name: String, of suite: String, recipe: @escaping @Sendable (String) -> String = { $0 },
    _ edit: @escaping @Sendable (inout GoldenSuite, inout SeededGenerator) throws -> Void
  ) -> Mutation {
    Mutation(testDescription: name, suite: suite) { place, generator in
      try StoredSuite(place.file("golden/\(suite)")).change(recipe: recipe) {
        try edit(&$0, &generator)
      }
    }
  }

  /// A change of one case of a suite.
  static func oneCase(
    _ name: String, of suite: String,
    where isMeant: @escaping @Sendable (GoldenCase) -> Bool = { _ in true },
    _ edit: @escaping @Sendable (inout GoldenCase, inout SeededGenerator) throws -> Void
  ) -> Mutation {
    data(name, of: suite) { suite, generator in
      let candidates = suite.cases.indices.filter { isMeant(suite.cases[$0]) }
      try #require(!candidates.isEmpty, "no case to change")
      let index = candidates[generator.integer(below: candidates.count)]
      try edit(&suite.cases[index], &generator)
    }
  }

  /// A change of a line of every technology that has it; the recipe's fingerprint then fits, too.
  static func technology(
    _ name: String, of suite: String, _ pattern: String, _ replacement: String
  ) -> Mutation {
    data(name, of: suite) { suite, _ in
      var changes = 0
      for index in suite.technologies.indices {
        let text = suite.technologies[index].text
        let new = text.replacingOccurrences(
          of: pattern, with: replacement, options: .regularExpression)
        changes += new == text ? 0 : 1
        suite.technologies[index].text = new
      }
      try #require(changes > 0, "no technology has \(pattern)")
    }
  }

  /// A change of the model of a suite.
  static func model(
    _ name: String, of suite: String,
    _ edit: @escaping @Sendable (inout CalibratedModel, inout SeededGenerator) throws -> Void
  ) -> Mutation {
    Mutation(testDescription: name, suite: suite) { place, generator in
      let file = place.file("golden/models/\(suite).json")
      var model = try CalibratedModel(contentsOf: file)
      try edit(&model, &generator)
      model.parametersSha256 = Checksum.of(model.parameters.map(\.value))
      try model.encoded().write(to: file)
    }
  }
}
