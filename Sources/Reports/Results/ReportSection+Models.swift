internal import Crossbars
public import Records

extension ReportSection {
  /// A calibrated model: its parameters with their intervals, and its errors.
  ///
  /// - Parameters:
  ///   - model: The model.
  ///   - source: The name of its file.
  ///   - showsCases: Whether the error of every case is shown beside those of all together.
  /// - Returns: A section.
  public static func calibration(
    _ model: CalibratedModel, source: String, showsCases: Bool = true
  ) -> ReportSection {
    let name = "the \(model.kind.rawValue) model of \(model.technology.name)"
    let parameters = ParameterTable(
      name: name,
      rows: model.parameters.map { parameter in
        let interval = min(parameter.lower, parameter.upper)...max(parameter.lower, parameter.upper)
        return ParameterTable.Row(
          name: parameter.name.replacing("_ohm", with: "").replacing("_", with: " "),
          unit: parameter.name.hasSuffix("_ohm") ? "Ω" : "",
          nominal: model.technology.values[parameter.name],
          value: parameter.value, interval: parameter.isIdentifiable ? interval : nil)
      })
    let errors = ModelErrorTable(
      name: name, reference: model.measured == nil ? "SPICE" : "measured currents",
      rows: [
        row("all \(model.errors.training.cases) training cases", model.errors.training)
      ]
        + (model.errors.heldOut.cases == 0
          ? []
          : [
            row(
              "all \(model.errors.heldOut.cases) cases of arrays the fit never saw",
              model.errors.heldOut)
          ])
        + (showsCases ? model.cases : []).map { item in
          ModelErrorTable.Row(
            name: item.slug + (item.isHeldOut ? ", never seen" : ""),
            relativeError: item.relativeRmse, worstError: item.worstOfFullScale)
        })
    return ReportSection(
      "Calibration of \(model.technology.name)",
      [
        .paragraph(Self.origin(of: model, source: source)),
        .table(parameters.table), .paragraph(Self.load(of: model)), .table(errors.table),
      ]
        + (model.errors.loads.map { [.table(LoadErrorTable(name: name, errors: $0).table)] } ?? []))
  }

  private static func origin(of model: CalibratedModel, source: String) -> String {
    guard let measured = model.measured else {
      return model.golden.map {
        "\(source), fitted to the golden data \($0.suite) of \($0.simulator)."
      } ?? source
    }
    return "\(source), fitted to currents of a laboratory (\(model.origin)). "
      + measured.statements.map { "\($0)." }.joined(separator: " ")
      + " Errors are those against the measured currents less the offset, noise included."
  }

  /// On what load the errors of the cases hold.
  private static func load(of model: CalibratedModel) -> String {
    let load = model.validity.load
    return "Errors of cases hold for inputs like those of the fit: "
      + load.words + ". "
      + (load.isAny
        ? "Nothing of the model was chosen for them: it is made for any load. "
        : "The model was made for them. ")
      + (model.errors.loads == nil
        ? "On other loads its errors are unknown." : "On other loads its errors are those by load.")
  }

  private static func row(
    _ name: String, _ errors: CalibratedModel.ErrorSummary
  ) -> ModelErrorTable.Row {
    ModelErrorTable.Row(
      name: name, relativeError: errors.relativeRmse, worstError: errors.worstOfFullScale)
  }
}
