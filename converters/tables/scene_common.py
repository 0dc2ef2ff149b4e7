"""How orm_attrs.scene_common looks on the wire."""

from converters.wire.vocabulary import Tables, Tag, Unions, v2_object, wire
from orm_attrs import scene_common as models

TABLES: Tables = {
    models.Convention: v2_object(),
    models.RadialDistortionModel: v2_object(),
    models.PlumbBobDistortionModel: v2_object(),
    models.FishEyeDistortionModel: v2_object(),
    models.RationalPolynomialDistortionModel: v2_object(),
    models.PinholeDistortionModel: v2_object(),
    models.DivisionDistortionModel: v2_object(),
    models.UCMDistortionModel: v2_object(),
    models.CylindricalDistortionModel: v2_object(),
    models.OtherDistortionModel: v2_object(content=wire(rest=True)),
}

UNIONS: Unions = {
    models.DistortionModel: Tag(
        "type",
        {
            "radial": models.RadialDistortionModel,
            "plumb_bob": models.PlumbBobDistortionModel,
            "fisheye": models.FishEyeDistortionModel,
            "rational_polynomial": models.RationalPolynomialDistortionModel,
            "pinhole": models.PinholeDistortionModel,
            "division": models.DivisionDistortionModel,
            "ucm": models.UCMDistortionModel,
            "cylindrical": models.CylindricalDistortionModel,
        },
        unknown=models.OtherDistortionModel,
    ),
}
