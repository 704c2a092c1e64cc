internal import Configuration

extension CalibratedModel {
  /// Refuses a model whose parameters or errors are not those that a calibration wrote.
  ///
  /// - Parameter source: The name of its file.
  /// - Throws: `InputError` that names the first key whose value is not what others make it.
  func validateClaims(source: String) throws {
    let check = RecordCheck(source: source)
    let digest = Checksum.of(parameters.map(\.value))
    try check.require(
      parametersSha256 == digest, "parameters_sha256",
      "\(parametersSha256), the digest of other parameters",
      "\(digest), as parameters says; a changed model is made anew by `assay calibrate`")
    if let golden { try check.requireDigest(golden.sha256, "golden.sha256") }
    for (index, parameter) in parameters.enumerated() {
      try parameter.validate(check.inside("parameters[\(index)]"))
    }
    try validateCorrelation(check)
    try validateErrors(check.inside("errors"))
    try errors.loads?.validate(check.inside("errors").inside("loads"), of: self)
    for (key, range, tested) in [
      ("rows", validity.rows, errors.sizes.map(\.rows)),
      ("columns", validity.columns, errors.sizes.map(\.columns)),
    ] {
      let expected = [tested.min(), tested.max()].compactMap { $0 }
      try check.require(
        range == expected, "validity.\(key)", "\(range)", "\(expected), as errors.sizes says")
    }
    try check.require(
      Set(cases.map(\.slug)).count == cases.count, "cases", "a slug twice", "one entry a case")
  }

  private func validateCorrelation(_ check: RecordCheck) throws {
    for (row, values) in correlation.enumerated() {
      for (column, value) in values.enumerated() {
        let mirrored = correlation[column][row]
        try check.require(
          row == column ? (value - 1).magnitude < 1e-9 : value.magnitude < 1 + 1e-9,
          "correlation[\(row)][\(column)]", "\(value)", row == column ? "1" : "-1 to 1")
        try check.require(
          value, is: mirrored, "correlation[\(row)][\(column)]",
          as: "correlation[\(column)][\(row)] says")
      }
    }
  }

  private func validateErrors(_ check: RecordCheck) throws {
    for (key, summary, isHeldOut) in [
      ("training", errors.training, false), ("held_out", errors.heldOut, true),
    ] {
      try summary.validate(check.inside(key), of: cases.filter { $0.isHeldOut == isHeldOut })
      let counted = errors.sizes.reduce(0.0) {
        $0 + ($1.isHeldOut == isHeldOut ? Double($1.summary.cases) : 0)
      }
      try check.require(
        counted == Double(summary.cases), "sizes", "\(counted) cases",
        "the \(summary.cases) of errors.\(key)")
    }
    for (index, size) in errors.sizes.enumerated() {
      let check = check.inside("sizes[\(index)]")
      try check.require(size.rows >= 1, "rows", "\(size.rows)", "at least 1")
      try check.require(size.columns >= 1, "columns", "\(size.columns)", "at least 1")
      let whole = size.isHeldOut ? errors.heldOut : errors.training
      try check.require(
        size.summary.cases >= 1, "summary.cases", "\(size.summary.cases)", "at least 1")
      try check.require(
        size.summary.worstOfFullScale, in: 0...max(0, whole.worstOfFullScale),
        "summary.worst_of_full_scale")
    }
  }
}

extension CalibratedModel.Parameter {
  fileprivate func validate(_ check: RecordCheck) throws {
    try check.require(
      lower <= value && value <= upper, "value", "\(value)",
      "\(lower) to \(upper), the interval of lower and upper")
    try check.require(
      (obstacle == nil) == isIdentifiable, "is_identifiable", "\(isIdentifiable)",
      "\(!isIdentifiable), as there is \(obstacle == nil ? "no" : "an") obstacle")
  }
}

extension CalibratedModel.ErrorSummary {
  /// A summary must be that of its cases: currents of all count alike, so that the relative RMSE of
  /// all lies between those of the best and the worst case.
  fileprivate func validate(
    _ check: RecordCheck, of items: [CalibratedModel.CaseError]
  ) throws {
    try check.require(
      cases == items.count, "cases", "\(cases)", "\(items.count), as cases says")
    let errors = items.map(\.relativeRmse)
    let (least, most) = (errors.min() ?? 0, errors.max() ?? 0)
    try check.require(
      relativeRmse >= least * (1 - 1e-9) && relativeRmse <= most * (1 + 1e-9), "relative_rmse",
      "\(relativeRmse)", "\(least) to \(most), as cases says")
    try check.require(
      worstOfFullScale, is: items.map(\.worstOfFullScale).max() ?? 0, "worst_of_full_scale",
      as: "the worst of cases is")
  }
}
