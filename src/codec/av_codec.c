#include "av_codec.h"

#ifdef CODEC_HAVE_AV

#include "model/tags.h"

const char *av_codec_name(enum AVCodecID id)
{
	static const struct {
		enum AVCodecID id;
		const char *name;
	} names[] = {{AV_CODEC_ID_AAC, "aac"}, {AV_CODEC_ID_ALAC, "alac"},
		{AV_CODEC_ID_WMAV1, "wma"}, {AV_CODEC_ID_WMAV2, "wma"},
		{AV_CODEC_ID_WMAPRO, "wma"}, {AV_CODEC_ID_WMALOSSLESS, "wma"},
		{AV_CODEC_ID_WMAVOICE, "wma"}, {AV_CODEC_ID_WAVPACK, "wavpack"},
		{AV_CODEC_ID_APE, "ape"}, {AV_CODEC_ID_MUSEPACK7, "musepack"},
		{AV_CODEC_ID_MUSEPACK8, "musepack"}, {AV_CODEC_ID_TTA, "tta"},
		{AV_CODEC_ID_DSD_LSBF, "dsd"}, {AV_CODEC_ID_DSD_MSBF, "dsd"},
		{AV_CODEC_ID_DSD_LSBF_PLANAR, "dsd"},
		{AV_CODEC_ID_DSD_MSBF_PLANAR, "dsd"}, {AV_CODEC_ID_DST, "dsd"},
		{AV_CODEC_ID_SPEEX, "speex"}, {AV_CODEC_ID_FLAC, "flac"},
		{AV_CODEC_ID_VORBIS, "vorbis"}, {AV_CODEC_ID_OPUS, "opus"},
		{AV_CODEC_ID_MP3, "mp3"}, {AV_CODEC_ID_MP2, "mp2"},
		{AV_CODEC_ID_AC3, "ac3"}, {AV_CODEC_ID_EAC3, "eac3"},
		{AV_CODEC_ID_DTS, "dts"}, {AV_CODEC_ID_TRUEHD, "truehd"}};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (names[i].id == id)
			return codec_name(names[i].name);
	return codec_name(id >= AV_CODEC_ID_FIRST_AUDIO && id < AV_CODEC_ID_ADPCM_IMA_QT
				  ? "pcm"
				  : "other");
}

bool av_codec_is_dsd(enum AVCodecID id)
{
	return id == AV_CODEC_ID_DSD_LSBF || id == AV_CODEC_ID_DSD_MSBF ||
	       id == AV_CODEC_ID_DSD_LSBF_PLANAR || id == AV_CODEC_ID_DSD_MSBF_PLANAR ||
	       id == AV_CODEC_ID_DST;
}

bool av_codec_is_lossless(enum AVCodecID id)
{
	switch (id) {
	case AV_CODEC_ID_ALAC:
	case AV_CODEC_ID_WAVPACK:
	case AV_CODEC_ID_APE:
	case AV_CODEC_ID_TTA:
	case AV_CODEC_ID_FLAC:
		return true;
	default:
		return id >= AV_CODEC_ID_FIRST_AUDIO && id < AV_CODEC_ID_ADPCM_IMA_QT;
	}
}

#endif
