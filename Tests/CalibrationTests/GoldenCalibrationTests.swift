import Calibration
import Configuration
import CrossbarModels
import Crossbars
import Foundation
import GoldenData
import LinearAlgebra
import Records
import Testing

@Suite struct GoldenCalibrationTests {
  private static func folder(_ name: String) throws -> GoldenFolder {
    try GoldenFolder(
      contentsOf: URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../../golden/\(name)"))
  }

  private func found(_ work: () throws -> Void) -> InputError? {
    do {
      try work()
      return nil
    } catch {
      return error as? InputError
    }
  }

  @Test func `asks for the technology of a suite that has several`() throws {
    let folder = try Self.folder("fidelity")
    let settings = CoreSettings(.linear)
    let unnamed = found { _ = try CalibratedModel.fitted(to: folder, settings: settings) }
    #expect(unnamed?.found == "25 technologies, and none was named")
    #expect(unnamed?.accepted?.contains("rram-jart-vcm, rram-milo") == true)
    let unknown = found {
      _ = try CalibratedModel.fitted(to: folder, settings: settings, technology: "rram")
    }
    #expect(unknown?.found == "no technology \"rram\"")
    let size = found {
      _ = try CalibratedModel.fitted(
        to: folder, settings: settings, technology: "sinh-100k",
        sizes: [ArraySize(rows: 16, columns: 16), ArraySize(rows: 8, columns: 8)])
    }
    #expect(size?.found == "no array of size 8x8")
    #expect(size?.accepted == "sizes of the suite: 16x16, 32x32, 64x64, 128x128")
  }

  @Test func `refuses arrays whose wires differ`() throws {
    let folder = try Self.folder("variation")
    let error = found {
      _ = try CalibratedModel.fitted(
        to: folder, settings: CoreSettings(.linear), technology: "ohmic-varied")
    }
    #expect(error?.found.hasPrefix("wires, transistors or converters that differ") == true)
  }

  @Test func `small arrays predict large ones, and the file keeps every bit`() throws {
    let folder = try Self.folder("fidelity")
    let model = try CalibratedModel.fitted(
      to: folder, settings: CoreSettings(.linear), technology: "ohmic-100k",
      sizes: [ArraySize(rows: 16, columns: 16), ArraySize(rows: 32, columns: 32)])
    #expect(model.golden?.technology == "ohmic-100k")
    #expect(
      model.errors.sizes.map { "\($0.rows) \($0.isHeldOut)" } == [
        "16 false", "16 true", "32 false", "32 true", "64 true", "128 true",
      ])
    // The linear model of ohmic cells is the circuit, whose currents the simulator knows to
    // rounding.
    #expect(model.errors.sizes.allSatisfy { $0.summary.relativeRmse < 1e-11 })
    // The parameters are those of netlists/technologies/ohmic-100k.toml.
    for (parameter, value) in zip(model.parameters, [2.5, 2.5, 500, 100, 1]) {
      #expect(parameter.lower <= value && value <= parameter.upper, "\(parameter)")
      #expect((parameter.value - value).magnitude < 1e-6 * value)
    }
    let file = FileManager.default.temporaryDirectory.appendingPathComponent(
      "calibrated-\(UUID().uuidString).json")
    defer { try? FileManager.default.removeItem(at: file) }
    try model.encoded().write(to: file)
    #expect(try CalibratedModel(contentsOf: file) == model)
  }

  @Test(arguments: ["sinh-100k", "rram-milo"])
  func `what is fitted to 16 and 32 rows predicts 64 and 128`(technology: String) throws {
    let model = try CalibratedModel.fitted(
      to: Self.folder("fidelity"), settings: CoreSettings(.twoPoint),
      technology: technology,
      sizes: [ArraySize(rows: 16, columns: 16), ArraySize(rows: 32, columns: 32)])
    func worst(_ isChosen: (CalibratedModel.SizeError) -> Bool) -> Double {
      model.errors.sizes.filter(isChosen).map(\.summary.relativeRmse).largestMagnitude
    }
    // The bar of the project: within twice the errors of the sizes that the fit saw, where these are not
    // so small that the member's own error at a size counts.
    let bound = max(2 * worst { $0.rows <= 32 && !$0.isHeldOut }, 4.5e-5)
    #expect(worst { $0.rows > 32 } <= bound)
    // The circuit's parameters are found to what the simulator knows of currents.
    for (parameter, value) in zip(
      model.parameters, model.technology.resistances.values + [1, 1])
    {
      #expect((parameter.value / value - 1).magnitude < 1e-4, "\(parameter)")
    }
  }

  @Test func `a model states its errors by load, on an array that its fit never saw`() throws {
    let model = try CalibratedModel.fitted(
      to: Self.folder("fidelity"), technology: "sinh-100k",
      sizes: [ArraySize(rows: 16, columns: 16)])
    // Without a name the member is the one that holds for any load.
    #expect(model.kind == .twoPoint && model.validity.load.isAny)
    #expect(model.validity.load.kinds.map(\.load) == [.levels16])
    let errors = try #require(model.errors.loads)
    #expect([errors.rows, errors.columns] == [64, 64] && errors.isHeldOut)
    #expect(model.cases.first { $0.slug == errors.array }?.isHeldOut == true)
    for error in errors.kinds {
      // The bar of the project for this technology at 64 × 64.
      let full = try #require(error.ofFullDrive)
      #expect(full > 0 && full <= 2e-5, "\(error)")
    }
    // Sparse vectors carry a tenth of the current of dense ones, or less.
    let sparse = try #require(errors.error(under: .sparse))
    let (full, own) = try (#require(sparse.ofFullDrive), #require(sparse.relativeRmse))
    #expect(own > 8 * full)
  }

  @Test func `a member that is made for a load says so, and is wrong on others`() throws {
    let model = try CalibratedModel.fitted(
      to: Self.folder("fidelity"), settings: CoreSettings(.secant), technology: "sinh-100k",
      sizes: [ArraySize(rows: 16, columns: 16)])
    #expect(!model.validity.load.isAny && model.validity.load.statistics != nil)
    let errors = try #require(model.errors.loads)
    let levels = try #require(errors.error(under: .levels16)?.ofFullDrive)
    let end = try #require(errors.error(under: .oneEnd)?.ofFullDrive)
    // One matrix is right for the mean row alone: docs/model-errors.md has a factor of three.
    #expect(end > 2 * levels)
    let text = CalibrationSummary.text(of: model, output: "M.json")
    #expect(
      text.contains("hold for inputs like those of the fit: 16 levels; the model is made for them"))
    for kind in LoadKind.allCases { #expect(text.contains("  \(kind.rawValue)  ")) }
  }
}
